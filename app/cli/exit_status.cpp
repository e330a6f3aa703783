#include "app/cli/exit_status.h"

namespace tonewright::cli
{

ExitStatus exitStatusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return kUsage;
    case ErrorCode::NotFound:
    case ErrorCode::Unreadable:
    case ErrorCode::BadData:
        return kBadInput;
    case ErrorCode::Cancelled:
        return kInterrupted;
    case ErrorCode::Unwritable:
    case ErrorCode::Unsupported:
    case ErrorCode::Diverged:
    case ErrorCode::Internal:
        break;
    }
    return kFailed;
}

}  // namespace tonewright::cli
