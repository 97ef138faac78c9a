import { serve } from '../../hosts/twilio-functions';
import { call } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(call));
