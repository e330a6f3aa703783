#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "core/rl/byte_stream.h"
#include "core/rl/dense_kernels.h"

namespace tonewright::rl
{

enum class Activation { Relu, Tanh };

struct DenseNetConfig {
    std::size_t inputs = 1;
    std::vector<std::size_t> hidden = {64, 64};  ///< widths; may be empty: a linear map
    std::size_t outputs = 1;
    Activation activation = Activation::Relu;  ///< after every hidden layer; the outputs are linear
    bool layerNorm = false;  ///< before each activation (Ba, Kiros & Hinton 2016, arXiv:1607.06450), ε = 1e-5
    double dropout = 0.0;    ///< share of hidden units set to 0 while learning, the others times 1 / (1 − dropout)
};

/// A multilayer perceptron with its gradient worked out by hand instead of by a tensor library: for the small networks
/// of control problems, where the library's calls cost several times their arithmetic (speeds: core/rl/README.md). All
/// weights lie in one buffer, so that an optimiser, a soft update or a checkpoint is one loop.
///
/// Const and forward() with a Pass of its own: may be shared by threads. Same input, same bits, on any machine.
class DenseNet
{
public:
    /// Intermediate values of one forward pass, kept for backward(); reused from call to call. Rows are padded to a
    /// multiple of kernels::kLanes; read them through the accessors.
    class Pass
    {
    public:
        [[nodiscard]] std::size_t rows() const { return m_rows; }
        /// Fill all inputs of every row before forward(pass).
        [[nodiscard]] std::span<float> input(std::size_t row) { return {m_values[0].data() + row * m_inStride, m_in}; }
        [[nodiscard]] std::span<const float> output(std::size_t row) const
        {
            return {m_values.back().data() + row * m_outStride, m_out};
        }
        /// ∂loss/∂output, to be filled before backward(); zero after forward().
        [[nodiscard]] std::span<float> outputGradient(std::size_t row)
        {
            return {m_gradients.back().data() + row * m_outStride, m_out};
        }
        /// ∂loss/∂input, after a backward() that was asked for it.
        [[nodiscard]] std::span<const float> inputGradient(std::size_t row) const
        {
            return {m_gradients[0].data() + row * m_inStride, m_in};
        }

    private:
        friend class DenseNet;
        std::size_t m_rows = 0;
        std::size_t m_in = 0;
        std::size_t m_out = 0;
        std::size_t m_inStride = 0;
        std::size_t m_outStride = 0;
        std::vector<kernels::Floats> m_values;      // [layers + 1]: inputs, hidden layers after activation, outputs
        std::vector<kernels::Floats> m_gradients;   // [layers + 1]: ∂loss/∂ the same
        std::vector<kernels::Floats> m_normalised;  // [layers]: with layerNorm, sums to mean 0 and variance 1
        std::vector<kernels::Floats> m_inverses;    // [layers]: with layerNorm, 1/σ of each row
        std::vector<kernels::Floats> m_kept;        // [layers]: 0 or 1 / (1 − dropout); empty without dropout
        std::vector<kernels::Floats> m_activated;   // [layers]: values before dropout; empty without it
        kernels::Floats m_transposed;
        kernels::Floats m_scratch;
    };

    explicit DenseNet(const DenseNetConfig &config);

    /// Weights and biases uniform in ±1/√inputs of their layer (LibTorch's default, which Stable-Baselines3 keeps for
    /// its off-policy agents), from this generator alone; the last layer's times `outputScale`.
    void initialise(Rng &rng, double outputScale = 1.0);

    /// Weights orthogonal (Saxe, McClelland & Ganguli 2014, arXiv:1312.6120), in hidden layers times √2, in the last
    /// times `outputGain`; biases 0. Stable-Baselines3's for its on-policy agents.
    void initialiseOrthogonal(Rng &rng, double outputGain = 1.0);

    [[nodiscard]] const DenseNetConfig &config() const { return m_config; }
    [[nodiscard]] std::size_t layers() const { return m_layers.size(); }
    /// All weights and biases with their padding, which stays zero.
    [[nodiscard]] std::span<float> parameters() { return m_parameters; }
    [[nodiscard]] std::span<const float> parameters() const { return m_parameters; }
    /// Where in parameters() (and in a gradient) a weight or a bias lies.
    [[nodiscard]] std::size_t weightIndex(std::size_t layer, std::size_t out, std::size_t in) const;
    [[nodiscard]] std::size_t biasIndex(std::size_t layer, std::size_t out) const;
    /// "layer 2 weight", for messages.
    [[nodiscard]] std::string describe(std::size_t parameter) const;

    /// Makes room for `rows` inputs, to be filled.
    void prepare(Pass &pass, std::size_t rows) const;
    /// `dropout`: where units are dropped (while learning) from this generator; null: none are.
    void forward(Pass &pass, Rng *dropout = nullptr) const;
    /// `inputs` [rows, inputs]: prepare, fill, forward.
    void forward(Pass &pass, std::span<const float> inputs, std::size_t rows, Rng *dropout = nullptr) const;

    /// Adds ∂loss/∂parameters to `gradient` (as parameters()), or, where that is empty, leaves them out.
    /// `wantInputGradient` also fills Pass::inputGradient.
    void backward(Pass &pass, std::span<float> gradient, bool wantInputGradient = false) const;

    void save(ByteWriter &out) const;
    Result<void> load(ByteReader &in);  ///< BadData for another shape; the weights before stay

private:
    struct Layer {
        std::size_t in, out;              // logical widths
        std::size_t inStride, outStride;  // padded
        std::size_t weights, biases;      // offsets: weights [inStride, outStride], biases [outStride]
        std::size_t scales, shifts;       // offsets, with layerNorm: [outStride]
    };
    [[nodiscard]] bool normalises(std::size_t layer) const { return m_config.layerNorm && layer + 1 < m_layers.size(); }
    void clear();
    void normalise(std::size_t layer, Pass &pass) const;
    void normaliseBackward(std::size_t layer, Pass &pass, std::span<float> gradient) const;
    void drop(std::size_t layer, Pass &pass, Rng &rng) const;

    DenseNetConfig m_config;
    std::vector<Layer> m_layers;
    kernels::Floats m_parameters;
};

}  // namespace tonewright::rl
