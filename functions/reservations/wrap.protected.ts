import { serve } from '../../hosts/twilio-functions';
import { wrap } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(wrap));
