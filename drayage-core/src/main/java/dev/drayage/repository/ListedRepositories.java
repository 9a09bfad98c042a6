package dev.drayage.repository;

import dev.drayage.image.ImageSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of any source by repository, to be read: an archive, the disk of a containerd that does not run. What is
 * listed is what was when it was opened. No manifest is read before something below it is asked for, and no layer at all.
 */
public final class ListedRepositories implements Repositories {
    private final ImageSource source;
    private final ImageList list;
    private final LinkedDocuments documents;
    private final RecentRoots.OfPlace recent = new RecentRoots.OfPlace();

    private ListedRepositories(ImageSource source, ImageList list) {
        this.source = source;
        this.list = list;
        this.documents = new LinkedDocuments(source.content());
    }

    /** Those of a source, which is closed with them. */
    public static ListedRepositories of(ImageSource source) throws IOException {
        return new ListedRepositories(source, new ImageList(source.images()));
    }

    @Override
    public Optional<Repository> find(String name) {
        return list.repositories().containsKey(name)
                ? Optional.of(ListedRepository.of(name, list, source.content(), documents, recent.of(name)))
                : Optional.empty();
    }

    @Override
    public List<String> names(@Nullable String after, int limit) {
        return list.names(after, limit);
    }

    @Override
    public String location() {
        return source.location();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
