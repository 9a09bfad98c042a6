package dev.drayage.testkit.registry;

import dev.drayage.image.NamedImage;
import dev.drayage.repository.Repositories;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import dev.drayage.testkit.WritableRepositoryContract;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;

class MemoryRepositoriesTest {

    @Nested
    class Reading extends RepositoryContract {
        @Override
        protected Repositories repositoriesOf(MemoryContent content, List<NamedImage> images) throws IOException {
            MemoryRepositories repositories = new MemoryRepositories();
            for (NamedImage image : images) {
                String name = Objects.requireNonNull(image.name());
                int colon = name.lastIndexOf(':');
                repositories.holding(name.substring(0, colon), name.substring(colon + 1), content, image.descriptor());
            }
            return repositories;
        }
    }

    @Nested
    class Writing extends WritableRepositoryContract {
        private final MemoryRepositories repositories = new MemoryRepositories();

        @Override
        protected Repositories repositories() {
            return repositories;
        }

        /** Nothing of memory outlives the program: it is the same. */
        @Override
        protected Repositories reopened() {
            return repositories;
        }
    }
}
