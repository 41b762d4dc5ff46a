import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.modifier.MethodManifestation;
import net.bytebuddy.description.modifier.SyntheticState;
import net.bytebuddy.description.modifier.TypeManifestation;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.DynamicType.Builder.MethodDefinition;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.MethodCall;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;

/**
 * Writes one interface per JDBC interface, in which every method, the default ones included, is a default
 * method that calls the same method of {@code delegate()}. A hand-written wrapper implements such an
 * interface and overrides only what it does differently, so that no JDBC method can be forgotten.
 *
 * <p>Results through which an application could get at the store's own connection (result sets, arrays, and objects
 * that may be either) pass through {@code own(Object)}, in which the wrapper makes them lead back to the application's.
 *
 * <p>The same for the interface through which applications reach what only PostgreSQL's driver has.
 *
 * <p>Methods that a newer JDK has added are written on an older one too: they link where they exist, and where they do
 * not nobody can call them.
 *
 * <p>Run by the build before javac, as a source-file program; argument: the folder for the class files.
 */
public final class GenerateForwarding {
    private static final String PACKAGE = "io.migratingjdbc.internal.forwarding.";

    /** What JDBC 4.5 (JDK 26) adds. */
    private static final List<Added> ADDED = List.of(
            new Added(Connection.class, String.class, "enquoteLiteral", String.class),
            new Added(Connection.class, String.class, "enquoteIdentifier", String.class, boolean.class),
            new Added(Connection.class, String.class, "enquoteNCharLiteral", String.class),
            new Added(Connection.class, boolean.class, "isSimpleIdentifier", String.class),
            new Added(Array.class, void.class, "close"));

    private final File folder;

    private GenerateForwarding(File folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        GenerateForwarding generate = new GenerateForwarding(new File(arguments[0]));
        generate.write(Array.class, null);
        generate.write(Connection.class, null);
        generate.write(DatabaseMetaData.class, null);
        generate.write(ResultSet.class, null);
        generate.write(ResultSetMetaData.class, null);
        TypeDescription statement = generate.write(Statement.class, null);
        TypeDescription prepared = generate.write(PreparedStatement.class, statement);
        generate.write(CallableStatement.class, prepared);
        generate.write(PGConnection.class, null);
        generate.write(PGStatement.class, null);
    }

    /** A method that this JDK may not have yet. */
    private record Added(Class<?> jdbc, Class<?> result, String name, Class<?>... parameters) {

        boolean missingIn(Class<?> type) {
            return type == jdbc
                    && Arrays.stream(type.getMethods())
                            .noneMatch(method -> method.getName().equals(name));
        }

        MethodDescription description() {
            return new MethodDescription.Latent(
                    TypeDescription.ForLoadedType.of(jdbc),
                    name,
                    Modifier.PUBLIC,
                    List.of(),
                    generic(result),
                    Arrays.stream(parameters)
                            .map(parameter -> new ParameterDescription.Token(generic(parameter)))
                            .toList(),
                    List.of(generic(SQLException.class)),
                    List.of(),
                    null,
                    null);
        }

        private static TypeDescription.Generic generic(Class<?> type) {
            return TypeDescription.Generic.OfNonGenericType.ForLoadedType.of(type);
        }
    }

    /** A sub-interface inherits its parent's forwarding and narrows the type of {@code delegate()}. */
    private TypeDescription write(Class<?> jdbc, TypeDescription parent) throws IOException {
        List<TypeDescription> interfaces = new ArrayList<>();
        interfaces.add(TypeDescription.ForLoadedType.of(jdbc));
        if (parent != null) {
            interfaces.add(parent);
        }
        DynamicType.Builder<?> type = new ByteBuddy(ClassFileVersion.JAVA_V17)
                .makeInterface(interfaces)
                .name(PACKAGE + "Forwarding" + jdbc.getSimpleName())
                .modifiers(Visibility.PUBLIC, TypeManifestation.INTERFACE);
        type = abstractMethod(type, jdbc, "delegate");
        MethodDescription delegate = declared(type, "delegate");
        List<MethodDescription> methods = methods(jdbc, parent != null);
        MethodDescription own = null;
        if (methods.stream().anyMatch(GenerateForwarding::mayLeadToConnection)) {
            // Declared anew in sub-interfaces: there is one method, whoever calls it.
            type = abstractMethod(type, Object.class, "own", Object.class);
            own = declared(type, "own");
        }
        if (parent != null) {
            // The bridge that keeps the parent's default methods working: they call delegate() by its wider type.
            type = bridge(type, jdbc, delegate);
        }
        for (MethodDescription method : methods) {
            type = sameSignature(type, method).intercept(forwarding(method, delegate, own));
        }
        try (DynamicType.Unloaded<?> made = type.make()) {
            made.saveIn(folder);
            return made.getTypeDescription();
        }
    }

    private static DynamicType.Builder<?> abstractMethod(
            DynamicType.Builder<?> type, Class<?> result, String name, Class<?>... parameters) {
        return type.defineMethod(name, result, Visibility.PUBLIC)
                .withParameters(parameters)
                .throwing(SQLException.class)
                .withoutCode();
    }

    private static MethodDescription declared(DynamicType.Builder<?> type, String name) {
        return type.toTypeDescription().getDeclaredMethods().filter(named(name)).getOnly();
    }

    private static List<MethodDescription> methods(Class<?> jdbc, boolean withoutInherited) {
        List<MethodDescription> methods = new ArrayList<>();
        for (Method method : jdbc.getMethods()) {
            boolean inherited = withoutInherited && !method.getDeclaringClass().equals(jdbc);
            if (!Modifier.isStatic(method.getModifiers()) && !inherited) {
                methods.add(new MethodDescription.ForLoadedMethod(method));
            }
        }
        ADDED.stream()
                .filter(added -> added.missingIn(jdbc))
                .map(Added::description)
                .forEach(methods::add);
        return methods;
    }

    private static Implementation forwarding(
            MethodDescription method, MethodDescription delegate, MethodDescription own) {
        MethodCall forwarded = MethodCall.invoke(method)
                .onMethodCall(MethodCall.invoke(delegate))
                .withAllArguments();
        return mayLeadToConnection(method)
                ? MethodCall.invoke(own)
                        .withMethodCall(forwarded)
                        .withAssigner(Assigner.DEFAULT, Assigner.Typing.DYNAMIC)
                : forwarded;
    }

    /** What {@code unwrap} gives is asked for as the store's own. */
    private static boolean mayLeadToConnection(MethodDescription method) {
        TypeDescription result = method.getReturnType().asErasure();
        return !method.getName().equals("unwrap")
                && (result.represents(ResultSet.class)
                        || result.represents(Array.class)
                        || result.represents(Object.class));
    }

    /** With its generics: a wrapper that overrides unwrap(Class) could not be compiled otherwise. */
    private static MethodDefinition.ImplementationDefinition<?> sameSignature(
            DynamicType.Builder<?> type, MethodDescription method) {
        MethodDefinition.TypeVariableDefinition<?> definition = type.defineMethod(
                        method.getName(), method.getReturnType(), Visibility.PUBLIC)
                .withParameters(method.getParameters().asTypeList())
                .throwing(method.getExceptionTypes());
        for (TypeDescription.Generic variable : method.getTypeVariables()) {
            definition = definition.typeVariable(variable.getSymbol(), variable.getUpperBounds());
        }
        return definition;
    }

    private static DynamicType.Builder<?> bridge(
            DynamicType.Builder<?> type, Class<?> jdbc, MethodDescription delegate) {
        for (Class<?> wider : List.of(Statement.class, PreparedStatement.class)) {
            if (wider.isAssignableFrom(jdbc) && wider != jdbc) {
                type = type.defineMethod(
                                "delegate",
                                wider,
                                Visibility.PUBLIC,
                                MethodManifestation.BRIDGE,
                                SyntheticState.SYNTHETIC)
                        .throwing(SQLException.class)
                        .intercept(MethodCall.invoke(delegate));
            }
        }
        return type;
    }
}
