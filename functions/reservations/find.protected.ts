import { serve } from '../../hosts/twilio-functions';
import { find } from '../../taskrouter/actions';
import { reservation } from '../../webhooks/reservation';
import { search } from '../../webhooks/search';

export const handler = serve(reservation(find, search));
