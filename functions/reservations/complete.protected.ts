import { serve } from '../../hosts/twilio-functions';
import { complete } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(complete));
