import { serve } from '../../hosts/twilio-functions';
import { update } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(update));
