import { serve } from '../hosts/aws-lambda';
import * as voice from '../webhooks/voice';

export const offer = serve(voice.offer);
export const answer = serve(voice.answer);
export const joined = serve(voice.joined);
export const ended = serve(voice.ended);
