#pragma once

#include <QtTest/QTest>
#include <cmath>

/// Fails with both values and the difference when |actual − expected| > absTol (or either is NaN).
#define TW_COMPARE_NEAR(actual, expected, absTol)                                                                      \
    do {                                                                                                               \
        const double twActual = static_cast<double>(actual), twExpected = static_cast<double>(expected);               \
        if (!(std::fabs(twActual - twExpected) <= static_cast<double>(absTol)))                                        \
            QFAIL(qPrintable(QStringLiteral("%1 is %2, expected %3 ± %4 (off by %5)")                                  \
                                 .arg(QLatin1String(#actual))                                                          \
                                 .arg(twActual, 0, 'g', 9)                                                             \
                                 .arg(twExpected, 0, 'g', 9)                                                           \
                                 .arg(static_cast<double>(absTol), 0, 'g', 3)                                          \
                                 .arg(twActual - twExpected, 0, 'g', 3)));                                             \
    } while (false)
