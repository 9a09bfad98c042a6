package dev.drayage.cli;

import dev.drayage.list.ImageLock;
import dev.drayage.place.PlaceName;
import dev.drayage.sync.ObsoleteNames;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncPlan;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is deleted where many images go to. */
final class DeletionArguments {
    /** Which names go that the list has not. */
    enum Extent {
        /** Those that the lock has. */
        LOCKED,
        /** All. */
        ALL
    }

    @Option(
            names = "--delete",
            arity = "0..1",
            paramLabel = "all",
            fallbackValue = "",
            preprocessor = AttachedValue.class,
            converter = ExtentConverter.class,
            description = "Delete the names that --lock has and the list has not, if they still are what the lock says;"
                    + " with =all, every name below PLACE that the list has not.")
    private @Nullable Extent extent;

    /** Refuses what cannot be meant. */
    void requireSense(PlaceName to, LockArguments lock) {
        if (extent == Extent.LOCKED && !lock.isGiven()) {
            throw new WrongUseException("--delete goes by what --lock FILE says of earlier runs; give that too, or"
                    + " --delete=all for all names in " + to + " that the list has not");
        }
        if (extent == Extent.ALL && !Sync.isOfOneOwner(to)) {
            throw new WrongUseException("--delete=all is not for " + to + ", where Kubernetes has names of its own for"
                    + " the same images; use --delete with --lock");
        }
    }

    /** Whether anything is to be deleted. */
    boolean isWanted() {
        return extent != null;
    }

    /** The names that are to go, or would have to; none where the list is not known as a whole. */
    ObsoleteNames names(Sync sync, SyncPlan plan, Optional<ImageLock> before) throws IOException {
        if (extent == null || !plan.failures().isEmpty() || (extent == Extent.LOCKED && before.isEmpty())) {
            return ObsoleteNames.none();
        }
        return extent == Extent.ALL ? sync.obsolete(plan) : sync.obsolete(plan, before.orElseThrow());
    }

    /** For picocli: what follows as the next word is no value of the option, but a list. */
    static final class AttachedValue implements IParameterPreprocessor {
        @SuppressWarnings("JdkObsolete") // as picocli has it
        @Override
        public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean isAttached = "=".equals(info.get("separator"));
            if (!isAttached) {
                option.setValue(Extent.LOCKED);
            }
            return !isAttached;
        }
    }

    /** For picocli. */
    static final class ExtentConverter implements ITypeConverter<Extent> {
        @Override
        public Extent convert(String value) {
            if (value.equals("all")) {
                return Extent.ALL;
            }
            throw new TypeConversionException("'" + value + "' is not all; write --delete or --delete=all");
        }
    }
}
