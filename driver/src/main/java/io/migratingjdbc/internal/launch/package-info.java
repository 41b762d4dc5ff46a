/** Protocol sections 4 to 6, alone and small: minted ids, the key check, conflicts. To be read next to the specification. */
package io.migratingjdbc.internal.launch;
