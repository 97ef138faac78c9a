import { serve } from '../../hosts/twilio-functions';
import { ended } from '../../webhooks/call-over';

export const handler = serve(ended);
