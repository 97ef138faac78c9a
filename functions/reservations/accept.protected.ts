import { serve } from '../../hosts/twilio-functions';
import { accept } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(accept));
