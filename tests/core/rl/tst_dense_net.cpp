#include <QtTest/QTest>
#include <cmath>
#include <vector>

#include "core/rl/dense_kernels.h"
#include "core/rl/dense_net.h"
#include "core/rl/flat_adam.h"
#include "tests/support/near.h"

using namespace tonewright;
using namespace tonewright::rl;

namespace
{

DenseNet someNet(Activation activation, std::vector<std::size_t> hidden = {10, 13}, bool layerNorm = false)
{
    DenseNet net(
        {.inputs = 3, .hidden = std::move(hidden), .outputs = 5, .activation = activation, .layerNorm = layerNorm});
    Rng rng(4);
    net.initialise(rng);
    return net;
}

/// The same function by its definition, one row, in double.
std::vector<double> byDefinition(const DenseNet &net, const std::vector<double> &parameters, std::vector<double> x)
{
    for (std::size_t layer = 0; layer < net.layers(); ++layer) {
        const bool last = layer + 1 == net.layers();
        std::vector<double> y(last ? net.config().outputs : net.config().hidden[layer]);
        for (std::size_t out = 0; out < y.size(); ++out) {
            y[out] = parameters[net.biasIndex(layer, out)];
            for (std::size_t in = 0; in < x.size(); ++in)
                y[out] += parameters[net.weightIndex(layer, out, in)] * x[in];
        }
        if (!last && net.config().layerNorm) {
            double mean = 0;
            double variance = 0;
            for (const double value : y)
                mean += value / static_cast<double>(y.size());
            for (const double value : y)
                variance += (value - mean) * (value - mean) / static_cast<double>(y.size());
            const std::size_t scales = net.biasIndex(layer, 0) + kernels::padded(y.size());
            for (std::size_t out = 0; out < y.size(); ++out)
                y[out] = (y[out] - mean) / std::sqrt(variance + 1e-5) * parameters[scales + out] +
                         parameters[scales + kernels::padded(y.size()) + out];
        }
        for (std::size_t out = 0; out < y.size(); ++out) {
            if (!last)
                y[out] = net.config().activation == Activation::Relu ? std::max(y[out], 0.0) : std::tanh(y[out]);
        }
        x = std::move(y);
    }
    return x;
}

std::vector<double> asDoubles(std::span<const float> values)
{
    return {values.begin(), values.end()};
}

std::vector<float> normals(std::size_t count, std::uint64_t seed)
{
    Rng rng(seed);
    std::vector<float> values(count);
    for (float &value : values)
        value = static_cast<float>(rng.normal());
    return values;
}

}  // namespace

class TestDenseNet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matrixProductOfEveryShape_data()
    {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("k");
        for (const int m : {1, 2, 3, 4, 5, 6, 7, 32})
            for (const int n : {8, 16, 24, 72})
                QTest::addRow("%d x %d x 9", m, n) << m << n << 9;
        QTest::addRow("copied panels") << 30 << 104 << 33;
        QTest::addRow("nothing to add up") << 3 << 8 << 0;
    }
    void matrixProductOfEveryShape()
    {
        QFETCH(int, m);
        QFETCH(int, n);
        QFETCH(int, k);
        const auto rows = static_cast<std::size_t>(m);
        const auto columns = static_cast<std::size_t>(n);
        const auto inner = static_cast<std::size_t>(k);
        const auto a = normals(rows * inner + 1, 1);
        const auto b = normals(inner * columns + 1, 2);
        for (const bool transposed : {false, true}) {
            for (const bool accumulate : {false, true}) {
                const kernels::View view =
                    transposed ? kernels::View{a.data(), 1, rows} : kernels::View{a.data(), inner, 1};
                std::vector<float> c(rows * columns, 10.0F);
                kernels::Floats scratch;
                kernels::matrixProduct(rows, columns, inner, view, b.data(), c.data(), accumulate, scratch);
                for (std::size_t r = 0; r < rows; ++r) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        double expected = accumulate ? 10.0 : 0.0;
                        for (std::size_t i = 0; i < inner; ++i)
                            expected += double(transposed ? a[i * rows + r] : a[r * inner + i]) * b[i * columns + j];
                        TW_COMPARE_NEAR(c[r * columns + j], expected, 2e-5);  // float sums of 33 terms of size 1
                    }
                }
            }
        }
    }

    void hyperbolicTangentIsTheLibrarys()
    {
        std::vector<float> x = {0.0F, -0.0F, 1e-30F, 1e-4F, 0.3F, -0.7F, 2.0F, -9.5F, 50.0F, -1e30F, INFINITY};
        auto y = x;
        kernels::hyperbolicTangent(y);
        for (std::size_t i = 0; i < x.size(); ++i)
            TW_COMPARE_NEAR(y[i], std::tanh(double(x[i])), 3e-7);  // five roundings of numbers up to 1
        std::vector<float> bad = {NAN};
        kernels::hyperbolicTangent(bad);
        QVERIFY(std::isnan(bad[0]));
    }

    void aNumberThatIsNoneGoesThroughRelu()
    {
        std::vector<float> y = {NAN, -1.0F, 2.0F};
        kernels::relu(y);
        QVERIFY(std::isnan(y[0]));
        QCOMPARE(y[1], 0.0F);
        QCOMPARE(y[2], 2.0F);
    }

    void outputsAndGradientsAreThoseOfTheDefinition_data()
    {
        QTest::addColumn<int>("activation");
        QTest::addColumn<bool>("deep");
        QTest::addColumn<bool>("layerNorm");
        QTest::addRow("relu") << int(Activation::Relu) << true << false;
        QTest::addRow("tanh") << int(Activation::Tanh) << true << false;
        QTest::addRow("linear") << int(Activation::Relu) << false << false;
        QTest::addRow("normalised relu") << int(Activation::Relu) << true << true;
        QTest::addRow("normalised tanh") << int(Activation::Tanh) << true << true;
    }
    /// loss = Σ over rows and outputs of c · output; its gradient by central differences in double.
    void outputsAndGradientsAreThoseOfTheDefinition()
    {
        QFETCH(int, activation);
        QFETCH(bool, deep);
        QFETCH(bool, layerNorm);
        const DenseNet net = someNet(Activation(activation),
                                     deep ? std::vector<std::size_t>{10, 13} : std::vector<std::size_t>{}, layerNorm);
        constexpr std::size_t rows = 7;
        const auto inputs = normals(rows * 3, 5);
        const auto weights = normals(rows * 5, 6);
        DenseNet::Pass pass;
        net.forward(pass, inputs, rows);
        const auto parameters = asDoubles(net.parameters());
        const auto rowInput = [&](std::size_t row) { return asDoubles(std::span(inputs).subspan(row * 3, 3)); };
        for (std::size_t row = 0; row < rows; ++row) {
            const auto expected = byDefinition(net, parameters, rowInput(row));
            for (std::size_t i = 0; i < 5; ++i) {
                TW_COMPARE_NEAR(pass.output(row)[i], expected[i], 1e-6);  // float
                pass.outputGradient(row)[i] = weights[row * 5 + i];
            }
        }
        std::vector<float> gradient(net.parameters().size(), 1.0F);  // backward() adds
        net.backward(pass, gradient, true);

        const auto rowLoss = [&](const std::vector<double> &at, std::size_t row, const std::vector<double> &x) {
            const auto y = byDefinition(net, at, x);
            double loss = 0;
            for (std::size_t i = 0; i < 5; ++i)
                loss += weights[row * 5 + i] * y[i];
            return loss;
        };
        constexpr double h = 1e-6;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            double expected = 0;
            for (std::size_t row = 0; row < rows; ++row) {
                auto up = parameters;
                auto down = parameters;
                up[i] += h;
                down[i] -= h;
                expected += (rowLoss(up, row, rowInput(row)) - rowLoss(down, row, rowInput(row))) / (2 * h);
            }
            const bool isUsed = gradient[i] != 1.0F;
            if (isUsed)
                TW_COMPARE_NEAR(gradient[i] - 1.0F, expected, 1e-5);  // float sums of 7 rows
            else if (parameters[i] != 0.0)                            // a dead unit, or padding
                TW_COMPARE_NEAR(0.0, expected, 1e-5);
        }
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < 3; ++i) {
                auto up = rowInput(row);
                auto down = up;
                up[i] += h;
                down[i] -= h;
                const double expected = (rowLoss(parameters, row, up) - rowLoss(parameters, row, down)) / (2 * h);
                TW_COMPARE_NEAR(pass.inputGradient(row)[i], expected, 1e-5);
            }
        }
    }

    /// The same observation gives the same bits alone and in a batch of any size.
    void aRowDoesNotDependOnItsCompany()
    {
        const DenseNet net = someNet(Activation::Tanh, {64, 104});
        const auto inputs = normals(40 * 3, 7);
        DenseNet::Pass all;
        DenseNet::Pass one;
        net.forward(all, inputs, 40);
        for (std::size_t row = 0; row < 40; ++row) {
            net.forward(one, std::span(inputs).subspan(row * 3, 3), 1);
            QVERIFY(std::equal(one.output(0).begin(), one.output(0).end(), all.output(row).begin()));
        }
    }

    void paddingStaysZeroWhileLearning()
    {
        DenseNet net = someNet(Activation::Relu);
        std::vector<bool> used(net.parameters().size(), false);
        const std::size_t widths[] = {3, 10, 13, 5};
        for (std::size_t layer = 0; layer < 3; ++layer) {
            for (std::size_t out = 0; out < widths[layer + 1]; ++out) {
                used[net.biasIndex(layer, out)] = true;
                for (std::size_t in = 0; in < widths[layer]; ++in)
                    used[net.weightIndex(layer, out, in)] = true;
            }
        }
        FlatAdam adam(net.parameters().size(), {.weightDecay = 0.1});
        DenseNet::Pass pass;
        for (int step = 0; step < 5; ++step) {
            net.forward(pass, normals(6 * 3, 8), 6);
            for (std::size_t row = 0; row < 6; ++row)
                for (float &value : pass.outputGradient(row))
                    value = 1.0F;
            std::vector<float> gradient(net.parameters().size(), 0.0F);
            net.backward(pass, gradient);
            adam.step(net.parameters(), gradient, 0.01);
        }
        for (std::size_t i = 0; i < used.size(); ++i)
            QVERIFY(used[i] || net.parameters()[i] == 0.0F);
    }

    void initialisationFollowsTheLayersInputs()
    {
        const DenseNet net = someNet(Activation::Relu);
        float largest = 0;
        for (std::size_t out = 0; out < 13; ++out)
            for (std::size_t in = 0; in < 10; ++in)
                largest = std::max(largest, std::fabs(net.parameters()[net.weightIndex(1, out, in)]));
        const double bound = 1.0 / std::sqrt(10.0);
        QVERIFY(largest <= bound && largest > 0.9 * bound);
        Rng one(1);
        Rng same(1);
        Rng other(2);
        const DenseNetConfig config{.inputs = 3, .hidden = {10}, .outputs = 1};
        DenseNet a(config);
        DenseNet b(config);
        DenseNet c(config);
        a.initialise(one);
        b.initialise(same);
        c.initialise(other);
        QVERIFY(std::equal(a.parameters().begin(), a.parameters().end(), b.parameters().begin()));
        QVERIFY(!std::equal(a.parameters().begin(), a.parameters().end(), c.parameters().begin()));
    }

    void orthogonalWeightsAre()
    {
        DenseNet net({.inputs = 5, .hidden = {12}, .outputs = 3, .layerNorm = true});
        Rng rng(1);
        net.initialiseOrthogonal(rng, 0.01);
        const auto weight = [&net](std::size_t layer, std::size_t out, std::size_t in) {
            return double(net.parameters()[net.weightIndex(layer, out, in)]);
        };
        for (std::size_t a = 0; a < 5; ++a) {
            for (std::size_t b = 0; b < 5; ++b) {
                double product = 0;
                for (std::size_t out = 0; out < 12; ++out)
                    product += weight(0, out, a) * weight(0, out, b);
                TW_COMPARE_NEAR(product, a == b ? 2.0 : 0.0, 1e-6);  // gain √2; float
            }
        }
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) {
                double product = 0;
                for (std::size_t in = 0; in < 12; ++in)
                    product += weight(1, a, in) * weight(1, b, in);
                TW_COMPARE_NEAR(product, a == b ? 1e-4 : 0.0, 1e-9);
            }
        }
        QCOMPARE(net.parameters()[net.biasIndex(0, 3)], 0.0F);
    }

    void dropoutDropsItsShareAndKeepsTheMean()
    {
        // One hidden layer of a thousand ones, averaged.
        DenseNet net({.inputs = 1, .hidden = {1000}, .outputs = 1, .dropout = 0.25});
        for (std::size_t i = 0; i < 1000; ++i) {
            net.parameters()[net.weightIndex(0, i, 0)] = 1.0F;
            net.parameters()[net.weightIndex(1, 0, i)] = 0.001F;
        }
        DenseNet::Pass pass;
        net.forward(pass, std::vector<float>{1.0F}, 1);
        TW_COMPARE_NEAR(pass.output(0)[0], 1.0, 1e-5);
        Rng rng(3);
        net.forward(pass, &rng);
        const double kept = double(pass.output(0)[0]) * 0.75;
        TW_COMPARE_NEAR(kept, 0.75, 0.055);  // four standard errors
        // What was dropped learns nothing.
        pass.outputGradient(0)[0] = 1.0F;
        std::vector<float> gradient(net.parameters().size(), 0.0F);
        net.backward(pass, gradient);
        int learning = 0;
        for (std::size_t i = 0; i < 1000; ++i)
            learning += gradient[net.weightIndex(0, i, 0)] != 0.0F ? 1 : 0;
        TW_COMPARE_NEAR(learning / 1000.0, kept, 1e-4);
    }

    void savedAndLoaded()
    {
        const DenseNet net = someNet(Activation::Relu);
        ByteWriter out;
        net.save(out);
        DenseNet other({.inputs = 3, .hidden = {10, 13}, .outputs = 5});
        ByteReader in(out.bytes());
        QVERIFY(other.load(in).has_value());
        QVERIFY(std::equal(net.parameters().begin(), net.parameters().end(), other.parameters().begin()));
        for (const std::size_t width : {20, 11}) {  // 11 is padded to 16 as 10 is
            DenseNet wider({.inputs = 3, .hidden = {width, 13}, .outputs = 5});
            ByteReader again(out.bytes());
            QVERIFY(!wider.load(again).has_value());
            QCOMPARE(wider.parameters()[0], 0.0F);
        }
    }

    /// Two steps by the paper's algorithm 1, by hand: g = 2 then −1, rate 0.1.
    void adamIsThePapers()
    {
        std::vector<float> w = {1.0F};
        FlatAdam adam(1);
        std::vector<float> g = {2.0F};
        QCOMPARE(adam.step(w, g, 0.1), 2.0);
        TW_COMPARE_NEAR(w[0], 1.0 - 0.1 * 1.0, 1e-6);  // bias-corrected moments are g and g²
        g = {-1.0F};
        adam.step(w, g, 0.1);
        const double m = (0.9 * 0.2 + 0.1 * -1.0) / (1 - 0.81);
        const double v = (0.999 * 0.004 + 0.001 * 1.0) / (1 - 0.999 * 0.999);
        TW_COMPARE_NEAR(w[0], 0.9 - 0.1 * m / (std::sqrt(v) + 1e-8), 1e-6);
    }

    void everyAdamSettingChangesTheStep()
    {
        const auto after = [](AdamConfig config, double norm) {
            std::vector<float> w = {1.0F, 2.0F};
            FlatAdam adam(2, config);
            for (const float size : {1.0F, 3.0F}) {
                std::vector<float> g = {size, -0.5F};
                adam.step(w, g, 0.1, norm);
            }
            return w;
        };
        const auto before = after({}, 0);
        QVERIFY(after({.beta1 = 0.5}, 0) != before);
        QVERIFY(after({.beta2 = 0.9}, 0) != before);
        QVERIFY(after({.epsilon = 0.1}, 0) != before);
        QVERIFY(after({.weightDecay = 0.1}, 0) != before);
        QVERIFY(after({}, 2.0) != before);
        QVERIFY(after({}, 100.0) == before);
    }

    /// Two steps by hand: g = 2 then −1, rate 0.1, α = 0.9, ε = 0.5 under the root, squares beginning at 1.
    void rmsPropIsItsFormula()
    {
        std::vector<float> w = {1.0F};
        std::vector<float> squares = {1.0F};
        kernels::rmsProp({0.9F, 0.1F, 0.5F}, std::vector<float>{2.0F}, squares, w);
        const double first = 0.9 + 0.1 * 4;
        TW_COMPARE_NEAR(squares[0], first, 1e-6);
        TW_COMPARE_NEAR(w[0], 1.0 - 0.2 / std::sqrt(first + 0.5), 1e-6);
        kernels::rmsProp({0.9F, 0.1F, 0.5F}, std::vector<float>{-1.0F}, squares, w);
        const double second = 0.9 * first + 0.1;
        TW_COMPARE_NEAR(squares[0], second, 1e-6);
        TW_COMPARE_NEAR(w[0], 1.0 - 0.2 / std::sqrt(first + 0.5) + 0.1 / std::sqrt(second + 0.5), 1e-6);
    }

    void whatIsNotFiniteIsFoundAnywhere()
    {
        constexpr float largest = std::numeric_limits<float>::max();
        std::vector<float> values(37, -largest);
        values[3] = std::numeric_limits<float>::denorm_min();
        QVERIFY(kernels::allFinite(values));
        QVERIFY(kernels::allFinite({}));
        for (std::size_t i = 0; i < values.size(); ++i) {
            for (const float bad : {NAN, -NAN, INFINITY, -INFINITY}) {
                auto one = values;
                one[i] = bad;
                QVERIFY(!kernels::allFinite(one));
            }
        }
    }

    void aGradientThatIsNotFiniteChangesNothing()
    {
        std::vector<float> w = {1.0F, 2.0F};
        FlatAdam adam(2);
        std::vector<float> g = {NAN, 1.0F};
        QVERIFY(!std::isfinite(adam.step(w, g, 0.1)));
        QVERIFY(w == (std::vector<float>{1.0F, 2.0F}));
        QCOMPARE(adam.steps(), std::int64_t(0));
        QCOMPARE(firstNotFinite(g).value(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestDenseNet)
#include "tst_dense_net.moc"
