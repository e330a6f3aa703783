#pragma once

#include <QApplication>

#include "app/measure/event_meter.h"

namespace tonewright
{

/// QApplication that can measure every event handler of the GUI thread (option --measure-events; the watchdog test).
class MeasuredApplication : public QApplication
{
    Q_OBJECT

public:
    MeasuredApplication(int &argc, char **argv) : QApplication(argc, argv) {}

    void setMeter(EventMeter *meter) { m_meter = meter; }  ///< null: measure nothing
    bool notify(QObject *receiver, QEvent *event) override;

private:
    EventMeter *m_meter = nullptr;
};

}  // namespace tonewright
