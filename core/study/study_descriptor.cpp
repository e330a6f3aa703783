#include "core/study/study_descriptor.h"

#include <algorithm>

namespace tonewright
{

bool AlgorithmSpec::hasMetric(std::string_view name) const
{
    return std::find(withoutMetrics.begin(), withoutMetrics.end(), name) == withoutMetrics.end();
}

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

std::vector<ViewSpec> StudyDescriptor::viewsOf(std::string_view algorithm) const
{
    const auto spec = this->algorithm(algorithm);
    std::vector<ViewSpec> shown;
    for (const ViewSpec &view : views)
        if (!spec || view.metric.empty() || (*spec)->hasMetric(view.metric))
            shown.push_back(view);
    return shown;
}

}  // namespace tonewright
