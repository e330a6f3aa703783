#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <vector>

/// What an option of the command line may be; refusals say the value and what to give instead.
namespace tonewright::cli
{

/// Refuses everything but a number for which `allowed` holds, in words: "-5 can't be used. Give WANTED."
template <class Number>
CLI::Validator numberThat(const std::function<bool(Number)> &allowed, const std::string &wanted)
{
    const auto check = [allowed, wanted](const std::string &text) -> std::string {
        Number number{};
        const char *end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, number);
        const bool usable = error == std::errc() && stopped == end && allowed(number);
        return usable ? "" : fmt::format("{} can't be used. Give {}.", text, wanted);
    };
    return {check, ""};
}

CLI::Validator wholeFromZero();
CLI::Validator wholeSeed();
CLI::Validator wholeBetween(int least, int most);
CLI::Validator secondsFromZero();
CLI::Validator aboveZero();
CLI::Validator percent();
/// Refuses an empty name, which no file has.
CLI::Validator fileName();
CLI::Validator knownStudy(const std::vector<std::string> &studies);
CLI::Validator knownDevice();

}  // namespace tonewright::cli
