/** What every command needs to say something: results, text, JSON, exit codes, errors. */
package io.migratingjdbc.admin.output;
