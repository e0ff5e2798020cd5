#include "model/escalation.h"

namespace tocsin {

std::string_view explain(EscalationReason reason) {
  switch (reason) {
    case EscalationReason::unacknowledged:
      return "nobody acknowledged it in time";
    case EscalationReason::late:
      return "its time passed while no run looked";
    case EscalationReason::forgotten:
      return "it was acknowledged long ago and is still open";
    case EscalationReason::activity:
      return "the responsible person was active lately";
    case EscalationReason::acknowledged:
      return "somebody has it in hand";
    case EscalationReason::resolved:
      return "it is over";
    case EscalationReason::ignored:
      return "somebody decided that it does not matter";
    case EscalationReason::snoozed:
      return "somebody put it off";
    case EscalationReason::silenced:
      return "a silence covers it";
    case EscalationReason::maintenance:
      return "planned work is going on";
    case EscalationReason::inhibited:
      return "a greater trouble explains it";
    case EscalationReason::delivery_failed:
      return "what was sent about it reached nobody";
    case EscalationReason::emergency_setting:
      return "the responsible person wants it so";
    case EscalationReason::nobody_on_call:
      return "nobody is on call";
    case EscalationReason::unreachable:
      return "no channel that the step may use reaches them";
    case EscalationReason::nobody:
      return "the target names nobody";
    case EscalationReason::not_now:
      return "the step is for other hours or priorities";
    case EscalationReason::not_critical:
      return "emergency contacts are told of what is critical only";
    case EscalationReason::not_runnable:
      return "exec.programs does not name it, or exec is switched off";
    case EscalationReason::spent:
      return "the last round is over";
    case EscalationReason::risen:
      return "its priority rose, and another policy takes it over";
  }
  return "";
}

}  // namespace tocsin
