import { serve } from '../../hosts/twilio-functions';
import { fetch } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(fetch));
