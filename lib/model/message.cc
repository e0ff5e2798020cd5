#include "model/message.h"

namespace tocsin {

std::string_view explain(Reason reason) {
  switch (reason) {
    case Reason::planned:
      return "nothing stood against it";
    case Reason::merged:
      return "it was told in another message";
    case Reason::nobody:
      return "no recipient could be found";
    case Reason::person_disabled:
      return "the account is disabled";
    case Reason::no_destination:
      return "there is no enabled destination for the channels chosen";
    case Reason::channel_off:
      return "the channel is switched off";
    case Reason::kind_off:
      return "this kind is switched off";
    case Reason::below_minimum:
      return "the priority is below the minimum that was chosen";
    case Reason::duplicate:
      return "the same was told within the window";
    case Reason::silenced:
      return "a silence matches";
    case Reason::quiet_hours:
      return "it is quiet hours there";
    case Reason::released:
      return "the wait is over and it still holds";
    case Reason::no_longer_true:
      return "it was over before it could be sent";
    case Reason::acknowledged:
      return "somebody has it in hand";
    case Reason::snoozed:
      return "somebody put it off";
    case Reason::same_state:
      return "nothing has risen or changed since the last message";
    case Reason::destination_disabled:
      return "the address was found dead";
    case Reason::expired:
      return "it is too old to be worth sending";
    case Reason::direct:
      return "it was asked for by command";
    case Reason::channel_absent:
      return "nothing is set up that carries this channel";
    case Reason::unrenderable:
      return "its text could not be made";
    case Reason::throttled:
      return "the destination asked for a pause";
    case Reason::interrupted:
      return "a run died while sending it";
    case Reason::replayed:
      return "an operator sent it again";
    case Reason::dropped:
      return "an operator gave it up";
    case Reason::fallback:
      return "another way to the person had failed";
    case Reason::refused:
      return "its provider takes nothing from us as we are set up";
    case Reason::asked:
      return "the provider was asked whether it arrived";
    case Reason::grouped:
      return "it waits for more of its group";
    case Reason::digest:
      return "it waits for the digest";
    case Reason::over_ladder:
      return "so much was sent there lately that it waits, to leave as one";
    case Reason::inhibited:
      return "a greater trouble explains it";
    case Reason::maintenance:
      return "planned work is going on";
    case Reason::mute_time:
      return "the route is mute at this time";
    case Reason::deputy:
      return "somebody who should be told cannot be reached";
    case Reason::provider_down:
      return "nothing gets through there; it waits, to leave with what else gathers";
    case Reason::working_hours:
      return "it is a reminder and they are not at work";
    case Reason::escalated:
      return "nobody acted on it in time";
    case Reason::habit:
      return "it goes where they act on such messages, or where that is tried";
    case Reason::internal:
      return "it is internal and they are not";
  }
  return "";
}

}  // namespace tocsin
