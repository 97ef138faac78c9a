import { serve } from '../../hosts/twilio-functions';
import { redirect } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(redirect));
