/** The plugin is found through NODE_PATH: nothing is installed in the checkout. */
module.exports = {
    bracketSpacing: false,
    printWidth: 88,
    proseWrap: "always",
    semi: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    tabWidth: 4,
    plugins: [require.resolve("@prettier/plugin-xml")],
};
