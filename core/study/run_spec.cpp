#include "core/study/run_spec.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <optional>

#include "core/study/study_descriptor.h"

namespace tonewright
{

namespace
{

tl::unexpected<Error> badField(const std::string &field, const std::string &what)
{
    return fail(ErrorCode::BadData, what, field);
}

/// Reads fields of an object one after another and remembers the first that is missing or unusable.
class FieldReader
{
public:
    explicit FieldReader(const Json &object) : m_object(object) {}

    void text(const std::string &name, std::string &value)
    {
        if (const Json *field = find(name, "text", &Json::is_string)) {
            value = field->get<std::string>();
        }
    }

    void seconds(const std::string &name, double &value)
    {
        const Json *field = find(name, "a number that isn't negative", &Json::is_number);
        if (field == nullptr) {
            return;
        }
        value = field->get<double>();
        if (!(value >= 0) || !std::isfinite(value)) {
            note(name, "a number that isn't negative");
        }
    }

    template <class Integer>
    void whole(const std::string &name, Integer &value)
    {
        const Json *field = find(name, "a whole number that isn't negative", &Json::is_number_integer);
        if (field == nullptr) {
            return;
        }
        if (!field->is_number_unsigned() && field->get<std::int64_t>() < 0) {
            note(name, "a whole number that isn't negative");
            return;
        }
        const auto number = field->get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())) {
            note(name, "a smaller number");
            return;
        }
        value = static_cast<Integer>(number);
    }

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    using Check = bool (Json::*)() const noexcept;

    const Json *find(const std::string &name, const std::string &expected, Check check)
    {
        const auto found = m_object.find(name);
        if (found == m_object.end() || !((*found).*check)()) {
            note(name, expected);
            return nullptr;
        }
        return &*found;
    }

    void note(const std::string &name, const std::string &expected)
    {
        if (!m_error) {
            m_error = Error{.code = ErrorCode::BadData, .message = "must be " + expected + ".", .context = name};
        }
    }

    const Json &m_object;
    std::optional<Error> m_error;
};

}  // namespace

Json RunSpec::toJson() const
{
    return Json{
        {"study", study},
        {"study_version", studyVersion},
        {"algorithm", algorithm},
        {"parameters", parameters.toJson()},
        {"corpus_hash", corpusHash},
        {"seed", seed},
        {"episodes", episodes},
        {"minutes", minutes},
        {"env_steps", envSteps},
        {"excerpt_offset_seconds", excerpt.offsetSeconds},
        {"excerpt_seconds", excerpt.seconds},
        {"threads", threads},
        {"device", device},
        {"program", program},
        {"libraries", libraries},
    };
}

Result<RunSpec> RunSpec::fromJson(const Json &json, const StudyDescriptor &descriptor)
{
    if (!json.is_object()) {
        return badField("spec", "must be a JSON object.");
    }
    RunSpec spec;
    FieldReader fields(json);
    fields.text("study", spec.study);
    fields.whole("study_version", spec.studyVersion);
    fields.text("algorithm", spec.algorithm);
    fields.text("corpus_hash", spec.corpusHash);
    fields.whole("seed", spec.seed);
    fields.whole("episodes", spec.episodes);
    fields.seconds("minutes", spec.minutes);
    fields.seconds("excerpt_offset_seconds", spec.excerpt.offsetSeconds);
    fields.seconds("excerpt_seconds", spec.excerpt.seconds);
    fields.whole("threads", spec.threads);
    if (json.contains("env_steps")) {
        fields.whole("env_steps", spec.envSteps);
    }
    if (json.contains("device")) {
        fields.text("device", spec.device);
    }
    fields.text("program", spec.program);
    fields.text("libraries", spec.libraries);
    if (fields.error()) {
        return fail(*fields.error());
    }
    if (spec.study != descriptor.id) {
        return badField("study", fmt::format("is {}, but {} was expected.", spec.study, descriptor.id));
    }
    if (spec.studyVersion != descriptor.version) {
        return badField("study_version",
                        fmt::format("is {}, this program has version {} of {}, whose results differ. Start a new run.",
                                    spec.studyVersion, descriptor.version, descriptor.id));
    }
    const auto algorithm = descriptor.algorithm(spec.algorithm);
    if (!algorithm || spec.algorithm.empty()) {
        return badField("algorithm", fmt::format("{} is unknown to {}.", spec.algorithm, descriptor.id));
    }
    if (spec.threads < 1) {
        return badField("threads", "must be at least 1.");
    }
    if (!isDeviceName(spec.device)) {
        return badField("device", "must be auto, cpu or cuda.");
    }
    auto parameters = (*algorithm)->parameters.fromJson(json.value("parameters", Json()));
    if (!parameters) {
        Error error = parameters.error();
        error.code = ErrorCode::BadData;
        return fail(std::move(error));
    }
    spec.parameters = std::move(*parameters);
    return spec;
}

bool isDeviceName(std::string_view name)
{
    return name == "auto" || name == "cpu" || name == "cuda";
}

}  // namespace tonewright
