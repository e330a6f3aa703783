#pragma once

#include <QString>
#include <cstdint>
#include <ctime>
#include <vector>

#include "core/base/result.h"

class QEvent;
class QObject;

namespace tonewright
{

/// How long event handlers of the GUI thread take: CPU time of the thread (what our code costs) and wall time beside
/// it (what a busy machine makes of it). A handler that opens an event loop of its own (a menu) is charged without what
/// the inner loop's handlers took.
class EventMeter
{
public:
    struct Handler {
        double cpuMs = 0;
        double wallMs = 0;
    };
    struct Worst {
        double cpuMs = 0;
        double wallMs = 0;
        int eventType = 0;
        const char *receiver = "";  ///< class name
    };

    /// Around one delivery; construct before, destroy after. Nested deliveries of the same loop level belong to the
    /// outermost one.
    class Scope
    {
    public:
        Scope(EventMeter &meter, const QObject *receiver, const QEvent *event, int loopLevel);
        ~Scope();
        Scope(const Scope &) = delete;
        Scope &operator=(const Scope &) = delete;

    private:
        EventMeter &m_meter;
        const char *m_receiver = "";
        int m_eventType = 0;
        bool m_counts;
        int m_outerLevel;
        Handler m_outerInner;
        timespec m_cpu{};
        timespec m_wall{};
    };

    void reset();
    [[nodiscard]] std::size_t count() const { return m_handlers.size(); }
    [[nodiscard]] const Worst &worst() const { return m_worst; }
    /// 0 … 1 of the handlers took at most so long (nearest rank). 0 when nothing was measured.
    [[nodiscard]] double cpuPercentileMs(double share) const;
    [[nodiscard]] double wallPercentileMs(double share) const;
    [[nodiscard]] QString summary() const;  ///< one line
    /// JSON: count, percentiles 50, 99, 99.9 and maximum of both clocks, and the worst handler.
    Result<void> write(const std::string &file) const;

private:
    std::vector<Handler> m_handlers;
    Worst m_worst;
    int m_level = -1;  ///< loop level of the delivery in hand; −1 = none
    Handler m_inner;   ///< taken by deliveries of deeper loops inside the one in hand
};

}  // namespace tonewright
