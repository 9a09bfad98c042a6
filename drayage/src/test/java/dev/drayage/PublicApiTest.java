package dev.drayage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No change of what users compile against goes unseen: {@code api/} lists it for each module. {@code -Dapi.update} writes
 * the lists anew.
 */
class PublicApiTest {
    private static final Path LISTS =
            Path.of(System.getProperty("drayage.root", "..")).resolve("api");
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.drayage.oci.Digest",
                "dev.drayage.registry.Registry",
                "dev.drayage.store.LocalStore",
                "dev.drayage.containerd.Containerd",
                "dev.drayage.server.RegistryServer",
                "dev.drayage.s3.S3BucketProvider",
                "dev.drayage.delta.Delta",
                "dev.drayage.storage.RegistryStoragePlace",
                "dev.drayage.Drayage"
            })
    void isAsListed(String oneOfTheModule) throws Exception {
        ModuleReference module = moduleOf(Class.forName(oneOfTheModule));
        Path list = LISTS.resolve(module.descriptor().name() + ".txt");
        String api = String.join("\n", describe(module)) + "\n";
        if (System.getProperty("api.update") != null) {
            Files.createDirectories(LISTS);
            Files.writeString(list, api);
        }
        assertThat(api)
                .as("what %s shows differs from %s; if that is meant, run this test with -Dapi.update", module, list)
                .isEqualTo(Files.readString(list));
    }

    private static ModuleReference moduleOf(Class<?> type) throws URISyntaxException {
        Path classes =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        return ModuleFinder.of(classes).findAll().iterator().next();
    }

    private static List<String> describe(ModuleReference module) throws IOException, ClassNotFoundException {
        Set<String> packages = module.descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .collect(Collectors.toSet());
        Set<String> names = new TreeSet<>();
        try (ModuleReader reader = module.open()) {
            reader.list()
                    .filter(file -> file.endsWith(".class") && file.indexOf('/') > 0)
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> packages.contains(name.substring(0, name.lastIndexOf('.'))))
                    .forEach(names::add);
        }
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, PublicApiTest.class.getClassLoader());
            if (isShown(type)) {
                lines.add(describe(type));
                members(type).sorted().forEach(member -> lines.add("    " + member));
            }
        }
        return lines;
    }

    /** A nested type is only seen if all around it is. */
    private static boolean isShown(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && isShown(type.getModifiers())
                && (outer == null || isShown(outer));
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        String kind = type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        String parents = Stream.concat(
                        Stream.ofNullable(kind.equals("class") ? type.getGenericSuperclass() : null)
                                .filter(parent -> parent != Object.class),
                        Arrays.stream(type.getGenericInterfaces()))
                .map(Type::getTypeName)
                .collect(Collectors.joining(", "));
        return modifiers(type.getModifiers() & ~Modifier.INTERFACE) + (type.isSealed() ? "sealed " : "") + kind + " "
                + type.getName() + parameters(type.getTypeParameters()) + (parents.isEmpty() ? "" : " : " + parents);
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = shown(type.getDeclaredFields()).map(PublicApiTest::describe);
        Stream<String> constructors = shown(type.getDeclaredConstructors()).map(PublicApiTest::describe);
        Stream<String> methods = shown(type.getDeclaredMethods())
                .filter(method -> !method.isBridge() && !OF_EVERY_OBJECT.contains(method.getName()))
                .map(PublicApiTest::describe);
        return Stream.of(fields, constructors, methods).flatMap(each -> each);
    }

    private static <T extends Member> Stream<T> shown(T[] members) {
        return Arrays.stream(members).filter(member -> !member.isSynthetic() && isShown(member.getModifiers()));
    }

    private static String describe(Field field) {
        return modifiers(field.getModifiers()) + field.getGenericType().getTypeName() + " " + field.getName();
    }

    private static String describe(Constructor<?> constructor) {
        return modifiers(constructor.getModifiers()) + "new" + signature(constructor);
    }

    private static String describe(Method method) {
        String variables = parameters(method.getTypeParameters());
        return modifiers(method.getModifiers()) + (method.isDefault() ? "default " : "")
                + (variables.isEmpty() ? "" : variables + " ")
                + method.getGenericReturnType().getTypeName() + " " + method.getName() + signature(method);
    }

    private static String signature(Executable executable) {
        String thrown = names(executable.getGenericExceptionTypes());
        return "(" + names(executable.getGenericParameterTypes()) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }

    private static String parameters(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName() + " : " + names(variable.getBounds()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    /** Those that somebody who compiles against it must know. */
    private static String modifiers(int modifiers) {
        int known = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        String words = Modifier.toString(modifiers & known);
        return words.isEmpty() ? "" : words + " ";
    }
}
