#include "app/cli/option_checks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fmt/ranges.h>

#include "core/study/run_spec.h"

namespace tonewright::cli
{

CLI::Validator wholeFromZero()
{
    return numberThat<std::int64_t>([](std::int64_t n) { return n >= 0; }, "a whole number, 0 or more");
}

CLI::Validator wholeSeed()
{
    return numberThat<std::uint64_t>([](std::uint64_t) { return true; }, "a whole number, 0 or more");
}

CLI::Validator wholeBetween(int least, int most)
{
    return numberThat<int>([least, most](int n) { return n >= least && n <= most; },
                           fmt::format("a whole number from {} to {}", least, most));
}

CLI::Validator secondsFromZero()
{
    return numberThat<double>([](double n) { return std::isfinite(n) && n >= 0; }, "a number, 0 or more");
}

CLI::Validator aboveZero()
{
    return numberThat<double>([](double n) { return std::isfinite(n) && n > 0; }, "a number above 0");
}

CLI::Validator fileName()
{
    return {[](const std::string &text) { return text.empty() ? "an empty name can't be used. Give a file." : ""; },
            ""};
}

CLI::Validator knownStudy(const std::vector<std::string> &studies)
{
    const auto check = [studies](const std::string &id) -> std::string {
        const bool known = std::find(studies.begin(), studies.end(), id) != studies.end();
        return known ? "" : fmt::format("there is no study {}; known: {}", id, fmt::join(studies, ", "));
    };
    return {check, fmt::format("{{{}}}", fmt::join(studies, ","))};
}

CLI::Validator knownDevice()
{
    const auto check = [](const std::string &name) -> std::string {
        return isDeviceName(name) ? "" : fmt::format("{} can't be used. Give auto, cpu or cuda.", name);
    };
    return {check, ""};
}

CLI::Validator percent()
{
    return numberThat<double>([](double n) { return n >= 0 && n <= 100; }, "a number from 0 to 100");
}

}  // namespace tonewright::cli
