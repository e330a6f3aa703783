#include "core/study/study_descriptor.h"

#include <algorithm>

namespace tonewright
{

Result<const AlgorithmSpec *> StudyDescriptor::algorithm(std::string_view id) const
{
    if (id.empty())
        return &defaultAlgorithm();
    const auto found = std::find_if(algorithms.begin(), algorithms.end(),
                                    [id](const AlgorithmSpec &candidate) { return candidate.id == id; });
    if (found != algorithms.end())
        return &*found;
    std::string known;
    for (const AlgorithmSpec &candidate : algorithms)
        known += (known.empty() ? "" : ", ") + candidate.id;
    return fail(ErrorCode::InvalidArgument, "is no algorithm of " + this->id + "; known: " + known + ".",
                std::string(id));
}

}  // namespace tonewright
