"""One optimiser step of the model in PyTorch, as anyone would write it: float32, autograd through the solver's steps, each
regulator's own input left out of the cell term by broadcasting, Sinkhorn by logsumexp over all pairs of clouds at once. The
equations are in docs/method.md; nothing here is shared with the program.

Kept open as a child process: a line of JSON per request, a line of JSON per answer.
  {"do": "load", "problem": FILE.json, "device": "cpu"}   -> {"parameters": n}    FILE.json as bench/engine/problemDump.ts writes it;
                                                             "torchdiffeq": true: its solver, differentiated step by step
  {"do": "evaluate", "to": FILE.bin}                      -> {"loss": {...}}      the gradient, float32, in the layout of problem.ts
  {"do": "step"}                                          -> {"wallMs", "cpuMs"}  forward, backward, clip, Adam, projection of B
  {"do": "draw", "batch": {name: indices}, "learningRate": x} -> {}               what the next steps look at, and how fast they move
  {"do": "parameters", "to": FILE.bin}                    -> {}                   float32, in the layout of problem.ts
"""

import json
import math
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import torch  # noqa: E402

torch.set_num_threads(1)

try:
    import torchdiffeq
except ImportError:
    torchdiffeq = None


def read_problem(path, device):
    """The scalars of a dump, and its arrays as tensors on the device."""
    with open(path) as file:
        dump = json.load(file)
    with open(os.path.splitext(path)[0] + ".bin", "rb") as file:
        data = bytearray(file.read())
    arrays = {}
    for name, entry in dump["arrays"].items():
        kind = {"f32": torch.float32, "i32": torch.int32}[entry["kind"]]
        count = math.prod(entry["shape"])
        flat = torch.frombuffer(data, dtype=kind, count=count, offset=entry["offset"]) if count else torch.zeros(0, dtype=kind)
        tensor = flat.reshape(entry["shape"]).to(device)
        arrays[name] = tensor.long() if kind == torch.int32 else tensor.clone()
    return dump["scalars"], arrays


class Step:
    def __init__(self, path, device, diffeq=False):
        self.diffeq = diffeq
        self.scalars, arrays = read_problem(path, device)
        self.device = device
        for name, tensor in arrays.items():
            setattr(self, name, tensor)
        s = self.scalars
        sizes = [s["modules"] * s["genes"], s["regulators"] * s["modules"], s["modules"], s["deltas"]]
        at, bt, beta, raw = (part.clone() for part in self.parameters.split(sizes))
        self.at = at.reshape(s["modules"], s["genes"]).requires_grad_()
        self.bt = bt.reshape(s["regulators"], s["modules"]).requires_grad_()
        self.beta, self.raw = beta.requires_grad_(), raw.requires_grad_()
        self.trained = [self.at, self.bt, self.beta, self.raw]
        self.optimiser = torch.optim.Adam(self.trained, lr=s["learningRate"], betas=tuple(s["betas"]), eps=1e-8)
        others = torch.ones(s["genes"], dtype=torch.bool, device=device)
        others[self.regulatorGenes] = False
        self.others = others.nonzero()[:, 0]

    def inputs(self, z):
        return z if len(self.others) == 0 else z[:, self.regulatorGenes]

    def field(self, z, keep, shift):
        """keep * (A [sigma(B z + beta) - sigma(beta)] - z + shift)"""
        activity = torch.sigmoid(torch.addmm(self.beta, self.inputs(z), self.bt)) - torch.sigmoid(self.beta)
        return keep * (torch.addmm(shift - z, activity, self.at))

    def states(self, z, keep, shift):
        if self.diffeq:
            times = torch.linspace(0, self.scalars["horizon"], self.scalars["solverSteps"] + 1, device=self.device)
            return torchdiffeq.odeint(lambda _, state: self.field(state, keep, shift), z, times, method="rk4")
        h = self.scalars["horizon"] / self.scalars["solverSteps"]
        states = [z]
        for _ in range(self.scalars["solverSteps"]):
            k1 = self.field(z, keep, shift)
            if self.scalars["stages"] == 1:
                z = z + h * k1
                states.append(z)
                continue
            k2 = self.field(z + h / 2 * k1, keep, shift)
            k3 = self.field(z + h / 2 * k2, keep, shift)
            k4 = self.field(z + h * k3, keep, shift)
            z = z + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            states.append(z)
        return states

    def shift(self):
        """[K x G] the overexpression strengths where they act."""
        shift = torch.zeros_like(self.keep)
        if self.scalars["deltas"] == 0:
            return shift
        strength = torch.nn.functional.softplus(self.raw)
        return shift.index_put((self.shiftPerturbation, self.shiftGene), strength[self.shiftDelta], accumulate=True)

    def means(self):
        states = self.states(self.clamp, self.keep, self.shift())
        reached = torch.empty_like(self.target)
        for step in self.endpointStep.unique().tolist():
            at = (self.endpointStep == step).nonzero()[:, 0]
            reached = reached.index_put((at,), states[step][self.endpointPerturbation[at]])
        return (self.weight * (reached - self.target) ** 2).sum()

    def clouds(self):
        s = self.scalars
        drawn = len(self.drawnEndpoints)
        each = len(self.drawnStart) // drawn
        perturbation = self.endpointPerturbation[self.drawnEndpoints].repeat_interleave(each)
        keep = self.keep[perturbation]
        states = self.states(self.start[self.drawnStart] * keep + self.clamp[perturbation], keep, self.shift()[perturbation])
        last = self.endpointStep[self.drawnEndpoints].tolist()
        x = torch.stack([states[step][p * each : (p + 1) * each] for p, step in enumerate(last)])
        y = self.cells[self.drawnMeasured].reshape(drawn, each, -1)
        mask = self.cellMask[self.maskOfEndpoint[self.drawnEndpoints]][:, None, :]
        return s["cloudWeight"] * self.divergence(x * mask, y * mask).mean()

    def divergence(self, x, y):
        """[P] debiased Sinkhorn divergences; potentials without gradient, as the envelope theorem allows."""
        s = self.scalars
        xy, xx, yy = cost(x, y), cost(x, x), cost(y, y)
        with torch.no_grad():
            epsilon = (s["blur"] * xy.mean((1, 2), keepdim=True)).clamp_min(1e-12)
            f, g = self.cross(xy, epsilon)
            both = self.self_potential(torch.cat([xx, yy]), torch.cat([epsilon, epsilon]))
            p, q = both.split(len(x))
            value = (f + g - p - q).mean(1)
            n = x.shape[1]
            plan = torch.exp((f[:, :, None] + g[:, None, :] - xy) / epsilon) / n**2
            self_plan = torch.exp((p[:, :, None] + p[:, None, :] - xx) / epsilon) / n**2
        surrogate = (plan * xy).sum((1, 2)) - (self_plan * xx).sum((1, 2)) / 2
        return value + surrogate - surrogate.detach()

    def cross(self, cost_xy, epsilon):
        back = cost_xy.transpose(1, 2).contiguous()
        f = g = torch.zeros_like(cost_xy[:, :, 0])
        for _ in range(self.scalars["iterations"]):
            before, f = f, soft_minimum(g, cost_xy, epsilon)
            g = soft_minimum(f, back, epsilon)
            if self.settled((f - before) / epsilon[:, :, 0]):
                break
        return f, g

    def self_potential(self, cost_xx, epsilon):
        p = torch.zeros_like(cost_xx[:, :, 0])
        for _ in range(self.scalars["iterations"]):
            before, p = p, (p + soft_minimum(p, cost_xx, epsilon)) / 2
            if self.settled(2 * (p - before) / epsilon[:, :, 0]):
                break
        return p

    def settled(self, moved):
        tolerance = self.scalars["tolerance"]
        return tolerance > 0 and moved.abs().max().item() < tolerance

    def cell_term(self):
        s = self.scalars
        if s["cellWeight"] == 0 or len(self.batch) == 0:
            return torch.zeros((), device=self.device)
        z = self.cells[self.batch]
        mask = self.cellMask[self.maskOfCell[self.batch]]
        own = self.inputs(z)
        resting = torch.sigmoid(self.beta)
        u = torch.addmm(self.beta, own, self.bt)
        without_own = u[:, None, :] - own[:, :, None] * self.bt[None]
        a = self.at[:, self.regulatorGenes].t()
        residual = (a[None] * (torch.sigmoid(without_own) - resting)).sum(-1) - own
        loss = (mask[:, self.regulatorGenes] * residual**2).sum()
        if len(self.others) > 0:
            rest = (torch.sigmoid(u) - resting) @ self.at[:, self.others] - z[:, self.others]
            loss = loss + (mask[:, self.others] * rest**2).sum()
        return s["cellWeight"] / (len(self.batch) * s["genes"]) * loss

    def path(self):
        s = self.scalars
        if s["pathWeight"] == 0:
            return torch.zeros((), device=self.device)
        return s["pathWeight"] * 0.25 / s["genes"] * (self.at.abs().sum(1) * self.bt.abs().sum(0)).sum()

    def prior(self):
        s = self.scalars
        if s["deltas"] < 2 or s["deltaPrior"] == 0:
            return torch.zeros((), device=self.device)
        logs = torch.nn.functional.softplus(self.raw).log()
        return s["deltaPrior"] * ((logs - logs.mean()) ** 2).sum()

    def terms(self):
        endpoint = self.clouds() if self.scalars["clouds"] else self.means()
        return {"endpoint": endpoint, "cell": self.cell_term(), "path": self.path(), "prior": self.prior()}

    def evaluate(self):
        self.optimiser.zero_grad(set_to_none=True)
        terms = self.terms()
        sum(terms.values()).backward()
        return terms

    def step(self):
        self.evaluate()
        torch.nn.utils.clip_grad_norm_(self.trained, self.scalars["clipNorm"])
        self.optimiser.step()
        with torch.no_grad():
            self.bt.mul_((self.scalars["rowNorm"] / self.bt.norm(dim=0)).clamp(max=1))

    def draw(self, batch, rate):
        for name, indices in batch.items():
            setattr(self, name, torch.tensor(indices, dtype=torch.long, device=self.device))
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def gradient(self):
        parts = [p.grad if p.grad is not None else torch.zeros_like(p) for p in self.trained]
        return torch.cat([part.reshape(-1) for part in parts]).cpu()


def cost(x, y):
    """[P x n x n] half the mean squared difference."""
    squares = (x**2).sum(2)[:, :, None] + (y**2).sum(2)[:, None, :] - 2 * x @ y.transpose(1, 2)
    return squares / (2 * x.shape[2])


def soft_minimum(v, costs, epsilon):
    scaled = (v[:, None, :] - costs) / epsilon
    return -epsilon[:, :, 0] * (torch.logsumexp(scaled, 2) - math.log(costs.shape[2]))


def timed(work, device):
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    if device != "cpu":
        torch.cuda.synchronize()
    return {"wallMs": 1e3 * (time.perf_counter() - wall), "cpuMs": 1e3 * (time.process_time() - cpu)}


def main():
    step = None
    versions = {"torch": torch.__version__, "torchdiffeq": torchdiffeq and torchdiffeq.__version__}
    print(json.dumps({**versions, "cuda": torch.cuda.is_available()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "load":
            step = None
            step = Step(request["problem"], request["device"], request.get("torchdiffeq", False))
            answer = {"parameters": sum(p.numel() for p in step.trained)}
        elif request["do"] == "evaluate":
            terms = step.evaluate()
            with open(request["to"], "wb") as file:
                file.write(step.gradient().numpy().tobytes())
            answer = {"loss": {name: term.item() for name, term in terms.items()}}
        elif request["do"] == "step":
            answer = timed(step.step, step.device)
        elif request["do"] == "draw":
            step.draw(request["batch"], request["learningRate"])
            answer = {}
        elif request["do"] == "parameters":
            with open(request["to"], "wb") as file:
                file.write(torch.cat([p.detach().reshape(-1) for p in step.trained]).cpu().numpy().tobytes())
            answer = {}
        else:
            answer = {"error": f"unknown request {request['do']}"}
        print(json.dumps(answer), flush=True)


main()
