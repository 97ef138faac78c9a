import { serve } from '../../hosts/twilio-functions';
import { offer } from '../../webhooks/voice';

export const handler = serve(offer);
