#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace tonewright
{

/// What kind of failure an Error is. The command line maps these to exit statuses, the window to wording.
enum class ErrorCode {
    InvalidArgument,  ///< a parameter, option or setting has an unusable value
    NotFound,         ///< a file, folder, run or study that was named does not exist
    Unreadable,       ///< it exists but can't be read (permissions, I/O error)
    Unwritable,       ///< output can't be written (permissions, disk full)
    BadData,          ///< it was read but its content is unusable (broken, silent, too short, corrupt)
    Unsupported,      ///< valid, but not something this program or this machine can do
    Cancelled,        ///< the person asked to stop: never shown as a failure
    Diverged,         ///< a number became NaN or infinite during training
    Internal,         ///< a defect in Tonewright
};

/// A failure told to a person: what happened, to which file or parameter, and what can be done.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;  ///< what happened and, after a full stop, what to do; no file name inside
    std::string context;  ///< the file or parameter it happened to; may be empty

    /// "context: message", or the message alone when there is no context.
    [[nodiscard]] std::string describe() const { return context.empty() ? message : context + ": " + message; }
};

/// Every function that can fail for a reason outside the program returns one of these.
template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::NotFound, "there is no such folder", path);`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string context = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

/// Passes the error of one result on as another type's: `if (!r) return fail(r.error());`
[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace tonewright
