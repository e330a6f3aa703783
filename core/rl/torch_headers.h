// The LibTorch headers that learning code uses, in one place: <torch/torch.h> takes twice as long to read. Include this
// in .cpp files of core/rl and core/studies only, never in a header that others see (precompiled: tw_use_torch).
#pragma once

#include <torch/types.h>
#include <torch/utils.h>

#include <torch/nn/init.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>
#include <torch/serialize.h>
