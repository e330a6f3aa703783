#include "app/measure/measured_application.h"

#include <QThread>

namespace tonewright
{

bool MeasuredApplication::notify(QObject *receiver, QEvent *event)
{
    // Qt delivers other threads' events through here too: they are none of the GUI's.
    if (!m_meter || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    const EventMeter::Scope scope(*m_meter, receiver, event, QThread::currentThread()->loopLevel());
    return QApplication::notify(receiver, event);
}

}  // namespace tonewright
