#include "app/measure/event_meter.h"

#include <QEvent>
#include <QMetaEnum>
#include <QObject>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/json.h"

namespace tonewright
{

namespace
{

double milliseconds(const timespec &from, clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec - from.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec - from.tv_nsec) * 1e-6;
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

EventMeter::Scope::Scope(EventMeter &meter, const QObject *receiver, const QEvent *event, int loopLevel)
    : m_meter(meter), m_counts(loopLevel > meter.m_level), m_outerLevel(meter.m_level)
{
    if (!m_counts)
        return;
    // Read now: either may be gone afterwards.
    m_receiver = receiver->metaObject()->className();
    m_eventType = event->type();
    m_outerInner = std::exchange(meter.m_inner, {});
    meter.m_level = loopLevel;
    clock_gettime(CLOCK_MONOTONIC, &m_wall);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &m_cpu);
}

EventMeter::Scope::~Scope()
{
    if (!m_counts)
        return;
    const double cpu = milliseconds(m_cpu, CLOCK_THREAD_CPUTIME_ID);
    const double wall = milliseconds(m_wall, CLOCK_MONOTONIC);
    const Handler own{cpu - m_meter.m_inner.cpuMs, wall - m_meter.m_inner.wallMs};
    m_meter.m_level = m_outerLevel;
    m_meter.m_inner = {m_outerInner.cpuMs + cpu, m_outerInner.wallMs + wall};
    if (m_outerLevel < 0)
        m_meter.m_inner = {};
    m_meter.m_handlers.push_back(own);
    if (own.cpuMs > m_meter.m_worst.cpuMs)
        m_meter.m_worst = {own.cpuMs, own.wallMs, m_eventType, m_receiver};
}

void EventMeter::reset()
{
    m_handlers.clear();
    m_worst = {};
}

double EventMeter::cpuPercentileMs(double share) const
{
    std::vector<double> values;
    values.reserve(m_handlers.size());
    for (const Handler &handler : m_handlers)
        values.push_back(handler.cpuMs);
    return percentile(std::move(values), share);
}

double EventMeter::wallPercentileMs(double share) const
{
    std::vector<double> values;
    values.reserve(m_handlers.size());
    for (const Handler &handler : m_handlers)
        values.push_back(handler.wallMs);
    return percentile(std::move(values), share);
}

QString EventMeter::summary() const
{
    const char *type = QMetaEnum::fromType<QEvent::Type>().valueToKey(m_worst.eventType);
    return QStringLiteral("%1 handlers; CPU ms: 99 %% %2, longest %3 (%4, %5); wall ms: 99 %% %6, longest %7")
        .arg(count())
        .arg(cpuPercentileMs(0.99), 0, 'f', 2)
        .arg(m_worst.cpuMs, 0, 'f', 2)
        .arg(QLatin1String(m_worst.receiver), QLatin1String(type ? type : "?"))
        .arg(wallPercentileMs(0.99), 0, 'f', 2)
        .arg(wallPercentileMs(1), 0, 'f', 2)
        .replace(QLatin1String("%%"), QLatin1String("%"));
}

Result<void> EventMeter::write(const std::string &file) const
{
    const auto clock = [](const auto &at) {
        return Json{{"p50", at(0.5)}, {"p99", at(0.99)}, {"p99.9", at(0.999)}, {"max", at(1.0)}};
    };
    const char *type = QMetaEnum::fromType<QEvent::Type>().valueToKey(m_worst.eventType);
    return writeJson(file, Json{{"handlers", count()},
                                {"cpu_ms", clock([this](double share) { return cpuPercentileMs(share); })},
                                {"wall_ms", clock([this](double share) { return wallPercentileMs(share); })},
                                {"worst",
                                 {{"cpu_ms", m_worst.cpuMs},
                                  {"wall_ms", m_worst.wallMs},
                                  {"receiver", m_worst.receiver},
                                  {"event", type ? type : "?"}}}});
}

}  // namespace tonewright
