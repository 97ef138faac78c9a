import { serve } from '../../hosts/twilio-functions';
import { dequeue } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(dequeue));
