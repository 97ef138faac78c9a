import { serve } from '../../hosts/twilio-functions';
import { reject } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';

export const handler = serve(reservation(reject));
