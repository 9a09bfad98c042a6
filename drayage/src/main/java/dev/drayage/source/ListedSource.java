package dev.drayage.source;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.ReferrersProvider;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.PlatformManifests;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.list.WantedImage;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.registry.Registry;
import dev.drayage.registry.Repository;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The images of a list, from as many registries as it names, as one place. */
public final class ListedSource implements ImageSource, ReferrersProvider {
    /** Questions to registries at once. */
    private static final int THREADS = 16;

    private static final int FAILURES_IN_A_MESSAGE = 10;

    private final RoutedContent content;
    private final List<Descriptor> images = new ArrayList<>();
    private final Map<ReadableContent, Repository> repositories = new ConcurrentHashMap<>();

    private ListedSource(String location) {
        this.content = new RoutedContent(location);
    }

    /**
     * Finds all images of a list.
     *
     * @param client asks the registries
     * @param label what messages call the list
     * @param warnings told of choices that nothing but their order decided
     * @throws ContentException if any is not found: the message names them
     */
    public static ListedSource open(Registry client, List<WantedImage> wanted, String label, Consumer<String> warnings)
            throws IOException {
        ListedSource source = new ListedSource(label);
        Descriptor[] found = new Descriptor[wanted.size()];
        Map<Integer, ContentException> failures = new ConcurrentHashMap<>();
        try (TaskScope scope = TaskScope.open("dray-list", Math.max(1, Math.min(THREADS, wanted.size())))) {
            for (int i = 0; i < wanted.size(); i++) {
                int at = i;
                scope.fork(() -> {
                    try {
                        found[at] = source.find(client, wanted.get(at), warnings);
                    } catch (ContentException e) {
                        failures.put(at, e);
                    }
                });
            }
            scope.join();
        }
        if (!failures.isEmpty()) {
            throw failed(wanted, failures);
        }
        source.images.addAll(List.of(found));
        return source;
    }

    private static ContentException failed(List<WantedImage> wanted, Map<Integer, ContentException> failures) {
        List<String> told = failures.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(FAILURES_IN_A_MESSAGE)
                .map(failure -> wanted.get(failure.getKey()).name() + " ("
                        + wanted.get(failure.getKey()).where() + "): "
                        + failure.getValue().getMessage())
                .toList();
        String message = failures.size() + " of " + wanted.size() + " images of the list cannot be taken: "
                + String.join("; ", told) + (failures.size() > told.size() ? "; and others" : "");
        boolean allAreMissing = failures.values().stream().allMatch(failure -> failure.kind() == Kind.NOT_FOUND);
        return allAreMissing
                ? ContentNotFoundException.of(List.of(), message)
                : new ContentException(Kind.UNAVAILABLE, message);
    }

    private Descriptor find(Registry client, WantedImage wanted, Consumer<String> warnings) throws IOException {
        Reference name = wanted.reference();
        Repository repository = client.repository(name);
        ReadableContent there = repository.content();
        repositories.put(there, repository);
        Descriptor image =
                wanted.digest() == null ? repository.resolve() : repository.resolve(String.valueOf(wanted.digest()));
        content.route(image.digest(), there);
        if (wanted.platform() != null) {
            image = new PlatformManifests(new Documents(content), warnings).of(image, wanted.name(), wanted.platform());
            content.route(image.digest(), there);
        }
        return ImageNames.named(image, wanted.nameOf(image.digest()).toString());
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public List<Descriptor> images() {
        return List.copyOf(images);
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images).find(name);
    }

    @Override
    public List<Descriptor> referrers(Descriptor subject) throws IOException {
        Digest digest = subject.digest();
        ReadableContent place =
                content.placeOf(digest).orElseThrow(() -> ContentNotFoundException.of(subject, location()));
        Repository repository = repositories.get(place);
        if (repository == null) {
            return List.of();
        }
        List<Descriptor> found = repository.referrers(subject);
        found.forEach(referrer -> content.route(referrer.digest(), place));
        return found;
    }

    @Override
    public void close() {
        // Connections are those of the registry's client.
    }
}
