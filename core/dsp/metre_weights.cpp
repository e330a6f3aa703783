#include "core/dsp/metre.h"

namespace tonewright::dsp
{
namespace
{

struct Weight {
    std::string_view name;
    double value;
};

/// Made by
///     for seed in 101 102 103 104 105 106; do truth_corpus corpus/$seed 3 $seed; done
///     fit_rhythm corpus/*
constexpr std::array<Weight, kMetreEvidence> kWeights = {{
    {"comb strength", 3.23},
    {"fast", 0.56},
    {"fast squared", -3.81},
    {"three", -1.73},
    {"low beats", 1.97},
    {"middle beats", 0.17},
    {"high beats", 1.89},
    {"low sixteenths", 0.81},
    {"middle sixteenths", 0.78},
    {"high sixteenths", 1.71},
    {"middle downbeat", 2.62},
    {"low odd", 1.36},
    {"high odd", -3.04},
    {"low downbeat of three", 6.51},
    {"middle downbeat of three", 3.95},
    {"high downbeat of three", -4.10},
    {"change at beats", 5.35},
    {"change at downbeat", 8.68},
    {"change odd", 4.80},
    {"change at downbeat of three", 4.14},
    {"change", 17.37},
    {"half a beat", 4.20},
    {"one beat", 4.26},
    {"two beats", 10.81},
    {"three beats", 4.60},
    {"four beats", 16.20},
}};

constexpr auto kValues = [] {
    std::array<double, kMetreEvidence> values{};
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = kWeights[i].value;
    return values;
}();

}  // namespace

std::string_view nameOf(MetreEvidence evidence)
{
    return kWeights[std::size_t(evidence)].name;
}

std::span<const double, kMetreEvidence> metreWeights()
{
    return kValues;
}

}  // namespace tonewright::dsp
