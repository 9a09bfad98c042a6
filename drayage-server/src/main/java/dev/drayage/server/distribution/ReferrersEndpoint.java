package dev.drayage.server.distribution;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repository;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What refers to a manifest (end-12): always an index, of which no page is larger than a manifest may be. */
final class ReferrersEndpoint {
    /** What an index has besides its descriptors. */
    private static final int FRAME = 1 << 10;

    private final ServedRepositories repositories;
    private final DistributionOptions options;

    ReferrersEndpoint(ServedRepositories repositories, DistributionOptions options) {
        this.repositories = repositories;
        this.options = options;
    }

    Response get(Request request, String name, String item) throws IOException {
        Digest subject = ServedRepositories.digest(item);
        List<String> types = request.parameters("artifactType").stream()
                .filter(type -> !type.isEmpty())
                .toList();
        String last = request.parameter("last").orElse("");
        // A repository that is not there yet has no referrers; 404 would say that there is no such API.
        Optional<Repository> repository = repositories.find(request, name);
        List<Descriptor> found = repository.isEmpty() ? List.of() : referrers(repository.get(), subject);
        List<Descriptor> rest = found.stream()
                .filter(referrer -> types.isEmpty() || isOf(types, referrer.artifactType()))
                .filter(referrer -> referrer.digest().toString().compareTo(last) > 0)
                .toList();
        List<Descriptor> page = page(rest);
        Response response = Response.of(200, MediaTypes.OCI_INDEX, Index.encode(page));
        if (!types.isEmpty()) {
            response = response.with("OCI-Filters-Applied", "artifactType");
        }
        if (page.size() == rest.size()) {
            return response;
        }
        StringBuilder query = new StringBuilder();
        types.forEach(type ->
                query.append("artifactType=").append(ListEndpoints.encode(type)).append('&'));
        query.append("last=")
                .append(ListEndpoints.encode(page.get(page.size() - 1).digest().toString()));
        return response.with("Link", ListEndpoints.next(request, query.toString()));
    }

    private static boolean isOf(List<String> types, @Nullable String type) {
        return type != null && types.contains(type);
    }

    private static List<Descriptor> referrers(Repository repository, Digest subject) throws IOException {
        Descriptor descriptor =
                repository.find(subject.toString()).orElseGet(() -> Descriptor.of(MediaTypes.OCI_MANIFEST, subject, 0));
        return repository.referrers(descriptor);
    }

    /** The first ones, as far as they fit; one at least. */
    private List<Descriptor> page(List<Descriptor> referrers) {
        List<Descriptor> page = new ArrayList<>();
        long bytes = FRAME;
        for (Descriptor referrer : referrers) {
            bytes += Index.encode(List.of(referrer)).length;
            if (!page.isEmpty() && (bytes > options.maxManifestBytes() || page.size() == options.maxPage())) {
                break;
            }
            page.add(referrer);
        }
        return page;
    }
}
