import { serve } from '../../hosts/twilio-functions';
import { joined } from '../../webhooks/voice';

export const handler = serve(joined);
