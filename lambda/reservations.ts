import { serve } from '../hosts/aws-lambda';
import { actions } from '../taskrouter/actions';
import { reservation } from '../webhooks/reservation';
import { search } from '../webhooks/search';

export const accept = serve(reservation(actions.accept));
export const reject = serve(reservation(actions.reject));
export const call = serve(reservation(actions.call));
export const dequeue = serve(reservation(actions.dequeue));
export const conference = serve(reservation(actions.conference));
export const redirect = serve(reservation(actions.redirect));
export const wrap = serve(reservation(actions.wrap));
export const complete = serve(reservation(actions.complete));
export const update = serve(reservation(actions.update));
export const fetch = serve(reservation(actions.fetch));
export const find = serve(reservation(actions.find, search));
