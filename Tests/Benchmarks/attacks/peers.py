"""The attacks of ours.adv with Foolbox and torchattacks on PyTorch: a line of JSON for each.

usage: peers.py FOLDER [PART] [--cpu], where make.adv has written; PART picks those whose name contains it. With --cpu
processor time on one thread instead of time on two, for machines that others use.
"""
import json, sys, time
import numpy as np
import torch
import torch.nn.functional as F
import foolbox
import torchattacks

cpu = "--cpu" in sys.argv
folder, part = [*(a for a in sys.argv[1:] if a != "--cpu"), ""][:2]
torch.set_num_threads(1 if cpu else 2)
now = time.process_time if cpu else time.perf_counter


class Net(torch.nn.Module):
    def __init__(self, name):
        super().__init__()
        arrays = np.load(f"{folder}/{name}.npz")
        self.t = {k: torch.tensor(arrays[k].astype(np.float32)) for k in arrays if k != "y"}
        self.y = torch.tensor(arrays["y"].astype(np.int64))
        self.x = self.t.pop("x")
        self.p = torch.nn.Parameter(torch.zeros(1))  # torchattacks asks a parameter for the device


class MLP(Net):
    def __init__(self):
        super().__init__("mlp")
        self.x = self.x.reshape(-1, 1, 8, 8)

    def forward(self, x):
        t = self.t
        return F.relu(x.flatten(1) @ t["w1"] + t["b1"]) @ t["w2"] + t["b2"]


class CNN(Net):
    def __init__(self):
        super().__init__("cnn")

    def forward(self, x):
        t = self.t
        h = F.relu(F.conv2d(x, t["c1"], t["b1"], stride=2, padding=2))
        h = F.relu(F.conv2d(h, t["c2"], t["b2"], stride=2, padding=2))
        return h.flatten(1) @ t["w"] + t["b"]


def by_foolbox(net, attack, epsilon=None):
    model = foolbox.PyTorchModel(net, bounds=(0, 1))
    criterion = foolbox.criteria.Misclassification(net.y)
    if epsilon is None:
        return lambda: attack.run(model, net.x, criterion)
    return lambda: attack.run(model, net.x, criterion, epsilon=epsilon)


def by_torchattacks(net, attack):
    return lambda: attack(net.x, net.y)


def standard(net):
    """AutoAttack's four attacks with their standard settings, which torchattacks.AutoAttack does not use."""
    return torchattacks.MultiAttack([
        torchattacks.APGD(net, eps=0.1, steps=100, loss="ce"),
        torchattacks.APGDT(net, eps=0.1, steps=100, n_classes=10),
        torchattacks.FAB(net, eps=0.1, steps=100, multi_targeted=True, n_classes=10),
        torchattacks.Square(net, eps=0.1, n_queries=5000),
    ])


def programs(net):
    a = foolbox.attacks
    yield "pgd", "Foolbox", by_foolbox(net, a.LinfPGD(abs_stepsize=0.00625, steps=40, random_start=False), 0.1)
    yield "pgd", "torchattacks", by_torchattacks(
        net, torchattacks.PGD(net, eps=0.1, alpha=0.00625, steps=40, random_start=False))
    yield "deepfool", "Foolbox", by_foolbox(net, a.L2DeepFoolAttack())
    yield "deepfool", "torchattacks", by_torchattacks(net, torchattacks.DeepFool(net, steps=50))
    yield "cw", "Foolbox", by_foolbox(net, a.L2CarliniWagnerAttack(steps=100, abort_early=False))
    yield "square", "torchattacks", by_torchattacks(net, torchattacks.Square(net, eps=0.1, n_queries=500))
    yield "autoattack", "torchattacks", by_torchattacks(net, standard(net))


for name, net in (("mlp", MLP()), ("cnn", CNN())):
    for attack, peer, run in programs(net.eval()):
        if part not in f"{name} {attack}":
            continue
        times = []
        # The first run warms up; what takes long is run once.
        while not times or (len(times) < 20 and sum(times) < 8):
            began = now()
            run()
            times.append(now() - began)
        print(json.dumps({"workload": name, "variant": attack, "peer": peer,
                          "value": 1000 * float(np.median(times[1:] or times))}), flush=True)
