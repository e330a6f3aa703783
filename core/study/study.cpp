#include "core/study/study.h"

namespace tonewright
{

Result<Json> StudyTools::generateDataset(const Corpus & /*corpus*/, const DatasetRequest & /*request*/,
                                         const Study * /*agent*/, RunContext & /*context*/) const
{
    return fail(ErrorCode::Unsupported, "this study generates no data sets");
}

Result<Json> StudyTools::fitModel(const FitRequest & /*request*/, RunContext & /*context*/) const
{
    return fail(ErrorCode::Unsupported, "this study fits no models to data sets");
}

Result<Evaluation> StudyTools::evaluateModel(const std::filesystem::path &model, const Corpus & /*corpus*/,
                                             const EvaluationOptions & /*options*/, RunContext & /*context*/) const
{
    return fail(ErrorCode::Unsupported, "this study fits no models to data sets", model.string());
}

}  // namespace tonewright
