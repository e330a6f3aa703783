#include <QtTest/QTest>
#include <sys/wait.h>
#include <unistd.h>

#include "core/project/process_identity.h"

using namespace tonewright;

class TestProcessIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thisProcessIsAlive()
    {
        const ProcessIdentity self = currentProcess();
        QCOMPARE(self.pid, static_cast<std::int64_t>(::getpid()));
        QVERIFY(self.startTicks > 0);
        QVERIFY(!self.host.empty());
        QVERIFY(self == currentProcess());
        QCOMPARE(livenessOf(self), Liveness::Alive);
    }

    void aReusedPidIsAnotherProcess()
    {
        ProcessIdentity other = currentProcess();
        other.startTicks += 1;
        QCOMPARE(livenessOf(other), Liveness::Gone);
    }

    void anEndedProcessIsGone()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            ::_exit(0);
        }
        ProcessIdentity ended = currentProcess();
        ended.pid = child;
        ::waitpid(child, nullptr, 0);
        QCOMPARE(livenessOf(ended), Liveness::Gone);
    }

    void anEarlierStartOfTheMachineIsGone()
    {
        ProcessIdentity earlier = currentProcess();
        earlier.boot = "another boot";
        QCOMPARE(livenessOf(earlier), Liveness::Gone);
    }

    void anotherHostIsUnknown()
    {
        ProcessIdentity elsewhere = currentProcess();
        elsewhere.host = "elsewhere";
        QCOMPARE(livenessOf(elsewhere), Liveness::Unknown);
    }
};

QTEST_GUILESS_MAIN(TestProcessIdentity)
#include "tst_process_identity.moc"
