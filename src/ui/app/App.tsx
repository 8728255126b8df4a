/** The page: top bar, steps, network, inspector, status. */
export function App() {
  return <h1>Modulode</h1>;
}
