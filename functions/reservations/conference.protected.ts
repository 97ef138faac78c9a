import { serve } from '../../hosts/twilio-functions';
import { conference } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(conference));
