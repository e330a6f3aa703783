#pragma once

namespace tonewright
{

/// While one exists, every allocation and release by the thread that made it is counted: code for the audio thread must
/// do neither. A test program that uses this replaces the global operator new and delete; the counter itself is
/// proven by `countsAllocations()`.
class ForbiddenAllocations
{
public:
    ForbiddenAllocations();
    ~ForbiddenAllocations();
    ForbiddenAllocations(const ForbiddenAllocations &) = delete;
    ForbiddenAllocations &operator=(const ForbiddenAllocations &) = delete;

    /// Of all threads since the program started.
    [[nodiscard]] static int count();
    /// Whether an allocation under the ban is really counted (it isn't added to count()).
    [[nodiscard]] static bool countsAllocations();
};

}  // namespace tonewright
