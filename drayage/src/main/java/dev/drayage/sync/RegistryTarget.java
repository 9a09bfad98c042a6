package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import dev.drayage.registry.PushOptions;
import dev.drayage.registry.Registry;
import dev.drayage.registry.Repository;
import dev.drayage.selection.NonDistributable;
import dev.drayage.task.TaskScope;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A registry, or what is below a prefix of it: each image goes to a repository of its own. */
final class RegistryTarget implements SyncTarget {
    /** A network wants more threads than there are processors, for they wait for it. */
    private static final int THREADS = 8;

    private final Registry client;
    private final String domain;
    private final String prefix;
    private final NameMap names;
    private final PushOptions pushing;
    private final SharedUploads uploads = new SharedUploads(THREADS);

    /**
     * What is below a prefix.
     *
     * @param domain the registry, as references name it
     * @param prefix what paths there begin with; empty for the whole registry
     */
    RegistryTarget(Registry client, String domain, String prefix, NameMap names, PushOptions pushing) {
        this.client = client;
        this.domain = domain;
        this.prefix = prefix;
        this.names = names;
        this.pushing = pushing;
    }

    @Override
    public TargetName name(Reference source) {
        String path = names.path(source);
        Reference reference =
                new Reference(domain, prefix.isEmpty() ? path : prefix + "/" + path, source.tag(), source.digest());
        return new TargetName(domain + "/" + reference.path(), reference.tag(), reference.digest());
    }

    @Override
    public String entry(TargetName name) {
        return name.entry();
    }

    private Repository repository(TargetName name) throws IOException {
        String path = name.repository().substring(domain.length() + 1);
        return client.repository(new Reference(domain, path, name.tag(), null));
    }

    @Override
    public boolean has(TargetName name, Digest digest) throws IOException {
        String tag = name.tag();
        return repository(name).isWhole(tag == null ? digest.toString() : tag, digest);
    }

    @Override
    public Optional<FoundImage> find(TargetName name) throws IOException {
        Repository repository = repository(name);
        try {
            Descriptor image =
                    repository.resolve(name.tag() == null ? String.valueOf(name.digest()) : String.valueOf(name.tag()));
            return Optional.of(new FoundImage(repository.content(), image));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<ContentInfo> info(PlannedImage image, Descriptor blob) throws IOException {
        if (image.wanted().reference().domain().equals(domain) && !MediaTypes.isDocument(blob.mediaType())) {
            return Optional.of(new ContentInfo(blob.digest(), blob.size()));
        }
        try (ImageDestination destination = repository(image.target()).destination(pushing)) {
            return destination.present().info(blob.digest());
        }
    }

    @Override
    public boolean areTags() {
        return true;
    }

    @Override
    public List<TargetName> names() throws IOException {
        String below = prefix.isEmpty() ? "" : prefix + "/";
        List<String> paths = new ArrayList<>();
        client.repositories(domain, path -> {
            if (path.startsWith(below)) {
                paths.add(path);
            }
        });
        List<TargetName> names = Collections.synchronizedList(new ArrayList<>());
        try (TaskScope scope = TaskScope.open("dray-tags", THREADS)) {
            for (String path : paths) {
                scope.fork(() -> tags(new Reference(domain, path, null, null), names));
            }
            scope.join();
        }
        return names.stream().sorted(Comparator.comparing(TargetName::toString)).toList();
    }

    /** Registries list repositories that have nothing left in them. */
    private void tags(Reference repository, List<TargetName> names) throws IOException {
        try {
            client.repository(repository)
                    .tags(tag -> names.add(new TargetName(domain + "/" + repository.path(), tag, null)));
        } catch (ContentException e) {
            if (e.kind() != ContentException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public Optional<Digest> digest(TargetName name) throws IOException {
        return repository(name).look(name.tag() == null ? String.valueOf(name.digest()) : name.tag());
    }

    @Override
    public boolean remove(ObsoleteName name, ObsoleteNames all) throws IOException {
        String repository = name.target().repository();
        return new TagRemoval(repository(name.target()), all.tags(repository), all.keptIn(repository))
                .remove(String.valueOf(name.target().tag()), name.digest());
    }

    @Override
    public TransferReport send(
            PlannedImage planned,
            ReadableContent content,
            Descriptor image,
            List<Descriptor> referrers,
            TransferOptions options)
            throws IOException {
        Reference from = planned.wanted().reference();
        TargetName name = planned.target();
        // A name that means just that already is not given again.
        boolean isUnnamed = name.tag() == null || planned.isNamed();
        List<NamedImage> images = new ArrayList<>();
        images.add(new NamedImage(image, isUnnamed ? null : name.repository() + ":" + name.tag()));
        referrers.forEach(referrer -> images.add(new NamedImage(referrer, null)));
        Repository repository = repository(name);
        String path = repository.reference().path();
        boolean isSameRegistry = from.domain().equals(domain) && !from.path().equals(path);
        try (SharingDestination destination = new SharingDestination(
                repository.destination(pushing), content, domain, path, isSameRegistry ? from.path() : null, uploads)) {
            return ImageTransfer.copy(new DeferredContent(content), images, destination, options);
        }
    }

    @Override
    public TransferOptions options() {
        TransferOptions defaults = TransferOptions.defaults();
        return defaults.withSelection(defaults.selection().withNonDistributable(NonDistributable.SKIP))
                .withParallelism(THREADS);
    }

    @Override
    public String location() {
        return "docker://" + domain + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    @Override
    public void close() {
        // Connections are those of the registry's client.
    }
}
