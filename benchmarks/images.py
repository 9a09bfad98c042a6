"""Writes the images of the benchmarks as OCI layouts; see make-images.sh."""

import gzip
import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor

MB = 1_000_000
GIB = 1 << 30
OCI = "application/vnd.oci.image."
CREATED = "2024-01-01T00:00:00Z"


class Layout:
    """An OCI layout directory of one image, replaced if it is there."""

    def __init__(self, path):
        self.path = path
        self.blobs = os.path.join(path, "blobs", "sha256")
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(self.blobs)

    def blob(self, data, kind):
        digest = hashlib.sha256(data).hexdigest()
        with open(os.path.join(self.blobs, digest), "wb") as f:
            f.write(data)
        return {"mediaType": OCI + kind, "digest": "sha256:" + digest, "size": len(data)}

    def document(self, value, kind):
        return self.blob(json.dumps(value, separators=(",", ":")).encode(), kind)

    def adopt(self, file, kind):
        """Turns a file in the layout into the blob that it holds."""
        descriptor = {"mediaType": OCI + kind, "digest": "sha256:" + sha256(file), "size": os.path.getsize(file)}
        os.rename(file, os.path.join(self.blobs, descriptor["digest"][7:]))
        return descriptor

    def manifest(self, layers, **platform):
        platform = {"architecture": "amd64", "os": "linux", **platform}
        config = {
            "created": CREATED,
            **platform,
            "config": {"Cmd": ["/bin/sh"]},
            "rootfs": {"type": "layers", "diff_ids": [diff for _, diff in layers]},
            "history": [{"created": CREATED, "created_by": f"layer {n}"} for n in range(len(layers))],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": OCI + "manifest.v1+json",
            "config": self.document(config, "config.v1+json"),
            "layers": [layer for layer, _ in layers],
        }
        return self.document(manifest, "manifest.v1+json") | {"platform": platform}

    def index(self, manifests):
        index = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": manifests}
        return self.document(index, "index.v1+json")

    def finish(self, root):
        name = os.path.basename(self.path)
        root = {key: root[key] for key in ("mediaType", "digest", "size")} | {
            "annotations": {
                "io.containerd.image.name": f"docker.io/drayage/{name}:latest",
                "org.opencontainers.image.ref.name": "latest",
            }
        }
        self.list([root])

    def list(self, roots):
        index = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": roots}
        with open(os.path.join(self.path, "index.json"), "w") as f:
            json.dump(index, f, separators=(",", ":"))
        with open(os.path.join(self.path, "oci-layout"), "w") as f:
            f.write('{"imageLayoutVersion":"1.0.0"}')
        sizes = [os.path.getsize(os.path.join(self.blobs, blob)) for blob in os.listdir(self.blobs)]
        print(f"{self.path}: {len(roots)} named, {len(sizes)} blobs, {sum(sizes)} bytes", flush=True)


def sha256(file):
    digest = hashlib.sha256()
    with open(file, "rb") as f:
        while chunk := f.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


class Hashing:
    """A sink that passes bytes on and hashes them."""

    def __init__(self, sink):
        self.sink = sink
        self.digest = hashlib.sha256()

    def write(self, data):
        self.digest.update(data)
        self.sink.write(data)


def header(name, size, mode=0o644):
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, mode
    return entry


def write_tar(sink, entries):
    """Writes entries, pairs of a header and the open file that it describes, as a tar stream."""
    with tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1 << 20) as tar:
        for entry, content in entries:
            with content:
                tar.addfile(entry, content)


def files_below(roots, limit):
    """The regular files below some directories of this machine, in order, until they hold limit bytes."""
    for root in roots:
        for directory, below, names in os.walk(root):
            below.sort()
            for name in sorted(names):
                path = os.path.join(directory, name)
                try:
                    content = open(path, "rb") if stat.S_ISREG(os.lstat(path).st_mode) else None
                except OSError:
                    continue
                if content:
                    about = os.fstat(content.fileno())
                    if about.st_size > limit:
                        content.close()
                        return
                    limit -= about.st_size
                    yield header(path.lstrip("/"), about.st_size, stat.S_IMODE(about.st_mode)), content


def noise(name, size):
    """A file of size bytes that do not compress, the same on every machine."""
    key = hashlib.sha256(name.encode()).hexdigest()
    cipher = subprocess.Popen(
        ["openssl", "enc", "-aes-256-ctr", "-K", key, "-iv", "0" * 32],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def feed():
        zeros, left = bytes(1 << 20), size
        while left:
            left -= cipher.stdin.write(zeros[:left])
        cipher.stdin.close()

    threading.Thread(target=feed, daemon=True).start()
    yield header(name, size), cipher.stdout
    if cipher.wait():
        sys.exit("openssl failed")


def gzip_layer(layout, name, entries):
    """Makes a layer of gzip -1; returns its descriptor and its diff id."""
    file = os.path.join(layout.path, name)
    with open(file, "wb") as out:
        packer = subprocess.Popen(["gzip", "-1n"], stdin=subprocess.PIPE, stdout=out)
    plain = Hashing(packer.stdin)
    write_tar(plain, entries)
    packer.stdin.close()
    if packer.wait():
        sys.exit("gzip failed")
    return layout.adopt(file, "layer.v1.tar+gzip"), "sha256:" + plain.digest.hexdigest()


def large(path):
    """Six layers of 1.19 GB together: two of files of this machine, four of noise."""
    layout = Layout(path)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = {
            "system": files_below(["/usr/bin", "/usr/sbin", "/usr/lib"], 360 * MB),
            "share": files_below(["/usr/share"], 160 * MB),
            "data-250": noise("data-250", 250 * MB),
            "data-100": noise("data-100", 100 * MB),
            "data-30": noise("data-30", 30 * MB),
        }
        made = dict(zip(parts, pool.map(lambda part: gzip_layer(layout, *part), parts.items())))
    # What the files of the machine lack to the size of the image, the largest layer makes up for.
    rest = 1190 * MB - sum(layer["size"] for layer, _ in made.values())
    made["data-rest"] = gzip_layer(layout, "data-rest", noise("data-rest", rest))
    order = ["system", "data-rest", "share", "data-250", "data-100", "data-30"]
    layout.finish(layout.manifest([made[name] for name in order]))


def many(path):
    """200 manifests of 20 tiny layers each under one index: 4401 blobs."""
    layout = Layout(path)

    def tiny(image, number):
        tar, content = io.BytesIO(), b"%d %d\n" % (image, number)
        write_tar(tar, [(header(f"f{image}-{number}", len(content)), io.BytesIO(content))])
        packed = gzip.compress(tar.getvalue(), mtime=0)
        return layout.blob(packed, "layer.v1.tar+gzip"), "sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()

    layout.finish(layout.index(
        [layout.manifest([tiny(image, n) for n in range(20)], variant=f"v{image}") for image in range(200)]
    ))


def named(path):
    """20,000 images of a config each that share one layer: 40,001 blobs."""
    layout = Layout(path)
    tar = io.BytesIO()
    write_tar(tar, [(header("f", 2), io.BytesIO(b"f\n"))])
    layer = layout.blob(gzip.compress(tar.getvalue(), mtime=0), "layer.v1.tar+gzip")
    diff = "sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()
    roots = []
    for n in range(20_000):
        root = layout.manifest([(layer, diff)], variant=f"v{n}")
        del root["platform"]
        roots.append(root | {"annotations": {"io.containerd.image.name": f"registry.example/app{n // 20}:v{n % 20}"}})
    layout.list(roots)


def eight(path):
    """Eight layouts of an image of its own each, 100 MB."""
    for n in range(8):
        layout = Layout(os.path.join(path, str(n)))
        layout.finish(layout.manifest([gzip_layer(layout, "layer", noise(f"eight-{n}", 100 * MB))]))


def huge(path):
    """One plain layer of 10 GiB, a file with holes."""
    layout = Layout(path)
    file = os.path.join(path, "layer")
    with open(file, "wb") as f:
        for name in "first", "second":
            f.write(header(name, 5 * GIB).tobuf())
            f.seek(5 * GIB, os.SEEK_CUR)
        f.truncate(f.tell() + 1024)
    layer = layout.adopt(file, "layer.v1.tar")
    layout.finish(layout.manifest([(layer, layer["digest"])]))


def archive(path):
    """A tar of 10 GB and over 10,000 entries beside the layout that it holds: 480 images of 20 layers, one of them huge."""
    layout = Layout(path)

    def tiny(image, number):
        content = b"%d %d\n" % (image, number)
        return layout.blob(content, "layer.v1.tar"), "sha256:" + hashlib.sha256(content).hexdigest()

    roots = []
    for image in range(480):
        root = layout.manifest([tiny(image, n) for n in range(20)])
        del root["platform"]
        roots.append(root | {"annotations": {"io.containerd.image.name": f"registry.example/app{image}:v1"}})
    file = os.path.join(path, "layer")
    with open(file, "wb") as f:
        f.truncate(10 * GIB)
    layer = layout.adopt(file, "layer.v1.tar")
    root = layout.manifest([(layer, layer["digest"])])
    del root["platform"]
    roots.append(root | {"annotations": {"io.containerd.image.name": "registry.example/huge:v1"}})
    layout.list(roots)
    with open(path + ".tar", "wb") as f:
        for name in sorted(os.listdir(layout.blobs)):
            size = os.path.getsize(os.path.join(layout.blobs, name))
            f.write(header("blobs/sha256/" + name, size).tobuf())
            with open(os.path.join(layout.blobs, name), "rb") as blob:
                # What is huge is a hole.
                f.write(blob.read() if size < MB else b"")
            f.seek(size if size >= MB else 0, os.SEEK_CUR)
            f.seek(-f.tell() % 512, os.SEEK_CUR)
        for name in "index.json", "oci-layout":
            with open(os.path.join(path, name), "rb") as document:
                content = document.read()
            f.write(header(name, len(content)).tobuf() + content + bytes(-len(content) % 512))
        f.write(bytes(1024))


def main(out, *names):
    images = {"large": large, "many": many, "named": named, "eight": eight, "huge": huge, "archive": archive}
    names = names or ("large", "many")
    for name in names:
        if name not in images:
            sys.exit(f"make-images.sh: no image is called {name}; there are {', '.join(images)}")
    for name in names:
        images[name](os.path.join(os.path.abspath(out), name))


if __name__ == "__main__":
    main(*sys.argv[1:])
