import { serve } from '../../hosts/twilio-functions';
import { answer } from '../../webhooks/voice';

export const handler = serve(answer);
