#pragma once

#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <memory>

#include "app/window/main_window.h"
#include "fake_study.h"
#include "tests/support/planted_audio.h"
#include "tests/support/temporary_folder.h"

namespace tonewright::test
{

/// The real window over the fake study, with settings of its own.
struct WindowFixture {
    TemporaryFolder folder;
    std::shared_ptr<FakeControls> controls = std::make_shared<FakeControls>();
    StudyRegistry registry = fakeRegistry(controls);
    std::unique_ptr<MainWindow> window;

    explicit WindowFixture(double seconds = 2.0)
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QString::fromStdString(folder / "settings"));
        plantCorpus(folder / "music", 2, seconds, 44100);
        makeWindow();
    }
    void makeWindow()
    {
        window = std::make_unique<MainWindow>(registry, folder / "projects");
        window->show();
    }
    [[nodiscard]] bool open()
    {
        window->openPath(folder / "music");
        return QTest::qWaitFor([this] { return window->run().phase() == RunPhase::Ready; }, 10000);
    }
    [[nodiscard]] bool waitFor(RunPhase phase)
    {
        return QTest::qWaitFor([this, phase] { return window->run().phase() == phase; }, 10000);
    }
};

}  // namespace tonewright::test
